# Anlan. `make demo` shows it, `make test` tests it; both get what they need.
export GOFLAGS := -tags=duckdb_arrow
GOLANGCI  := v2.12.2
DEMO      ?= demo
SCALE     ?= 0.1
MONTHS    ?= 15
SEED      ?= 1
UNTIL     ?= $(shell date -d yesterday +%F)
ADDR      ?= 127.0.0.1:8080

.PHONY: all setup web build demo demo-city test lint interop notebook accept bench clean

all: build

setup: ## check for Go, a C compiler and Node; as root on Debian install the rest
	@scripts/setup.sh

web: setup ## bundle the pages' TypeScript and CSS
	@scripts/web.sh

build: web ## the one binary, bin/anlan
	@mkdir -p bin
	go build -trimpath -o bin/anlan ./cmd/anlan

demo-city: build ## the demo city, its lake and one night, without serving it
	@scripts/demo.sh "$(DEMO)" "$(SCALE)" "$(MONTHS)" "$(SEED)" "$(UNTIL)"

demo: demo-city ## all of it, then the pages and a sign-in for each role
	@bin/anlan user demo --lake "$(DEMO)/lake"
	@bin/anlan serve --lake "$(DEMO)/lake" --addr "$(ADDR)"

test: web ## every test that needs Go, Debian and npm alone
	go vet ./...
	go test -timeout 20m ./...

lint: web ## Go and front-end lint
	@scripts/lint.sh $(GOLANGCI)

interop: build ## the peers: DuckLake's reference implementation, the notebook, sqlglot
	@scripts/interop.sh

notebook: demo-city ## a statistician's look at the demo city: notebooks/out/demo_city.html
	@ANLAN_LAKE="$(abspath $(DEMO)/lake)" $$(scripts/python.sh) interop/notebook.py notebooks/demo_city.ipynb notebooks/out

accept: build ## the long runs, whole; PART=ci runs the stated part of each
	@scripts/accept.sh "$(or $(PART),whole)"

bench: build ## benchmarks beside their peers
	go test -run '^$$' -bench . -benchmem ./models/... ./etl ./internal/colfile ./internal/chart ./internal/site
	go run ./bench/index
	go run ./bench/models
	go run ./bench/landing -rows $(or $(ROWS),10000000)

clean:
	rm -rf bin internal/site/assets/dist web/node_modules interop/.venv notebooks/out
