"""Holds each contract file given against the JSON Schema of the Open Data
Contract Standard 3.1, as its own package brings it.

contract_schema.py FILE...
"""

import json
import sys
from importlib.resources import files

import yaml
from jsonschema import Draft201909Validator

schema = json.loads((files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8"))
if "v3.1.0" not in schema["properties"]["apiVersion"]["enum"]:
    sys.exit("the package's schema does not know v3.1.0")
validator = Draft201909Validator(schema)

# The schema itself must bite: a contract that breaks it is refused.
broken = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "x", "version": "1.0.0", "status": "active", "colour": "red",
          "schema": [{"name": "x", "properties": [{"name": "a", "logicalType": "text"}]}]}
if len(list(validator.iter_errors(broken))) < 2:
    sys.exit("the schema accepts a contract with an unknown key and an unknown type")

faults = 0
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as f:
        contract = yaml.safe_load(f)
    for e in validator.iter_errors(contract):
        print(f"{name}: {'/'.join(map(str, e.absolute_path))}: {e.message[:300]}")
        faults += 1
if faults:
    sys.exit(f"{faults} breaks of the standard's schema")
print(f"{len(sys.argv) - 1} contracts fit the Open Data Contract Standard 3.1")
