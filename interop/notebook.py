"""Runs a notebook and writes what it shows.

    notebook.py NOTEBOOK DIR

Runs NOTEBOOK (.ipynb) in its own folder and writes DIR/NAME.html and each
figure as DIR/NAME-CELL.png. A cell that fails, an assertion too, ends the run
with exit code 1; what was shown until then is written all the same.
"""

import base64
import pathlib
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter


def write(book, name, out):
    """Writes the page and the figures."""
    out.mkdir(parents=True, exist_ok=True)
    page, _ = HTMLExporter().from_notebook_node(book)
    (out / f"{name}.html").write_text(page, encoding="utf-8")
    figures = 0
    for cell in book.cells:
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture:
                (out / f"{name}-{cell.id}.png").write_bytes(base64.b64decode(picture))
                figures += 1
    return figures


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__)
    path, out = pathlib.Path(argv[1]), pathlib.Path(argv[2])
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
    try:
        client.execute()
    except CellExecutionError as e:
        write(book, path.stem, out)
        print(f"{path}: a cell failed; see {out}/{path.stem}.html\n{e}", file=sys.stderr)
        return 1
    print(f"{path}: {write(book, path.stem, out)} figures, every assertion holds; see {out}/{path.stem}.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
