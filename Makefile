# Climate Record. `make help` lists what there is to do; each target installs what it needs, once.

PYTHON  ?= python3
# 'auto' is two workers to a core (tests/conftest.py).
WORKERS ?= auto

VENV    := .venv
PY      := $(VENV)/bin/python
PAGES   := api/pages
BUNDLES := $(PAGES)/node_modules/.installed
APOLLO  := tests/apollo
CLIENT  := $(APOLLO)/node_modules/.installed
CLIENTS := tests/clients
CLIENTS_VENV := var/clients
GENERATORS := $(CLIENTS)/node_modules/.installed
CONTRACT := tests/contract
LINTERS := $(CONTRACT)/node_modules/.installed
BROWSER := tests/browser
AXE     := $(BROWSER)/node_modules/.installed
LIGHTHOUSE := tests/lighthouse
RATER   := $(LIGHTHOUSE)/node_modules/.installed
RELEASE := var/.published
QUOTED  := var/.published-with-corpora
LOCK    := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-header

# Folders whose long tests may run beside each other. The others start servers, and measure their
# memory or how soon they answer.
DRAWN   := tests/fuzz tests/query tests/real tests/seeds

# What a release is made of: a newer file here, and `make serve` publishes again.
FACTS   := $(shell find schema seeds -type f \( -name '*.py' -o -name '*.csv' -o -name '*.yaml' -o -name '*.toml' \) 2>/dev/null)

# What a run compiles is there for the next one, also where the machine forbids that.
serve publish test test-long lint: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve publish bundles apollo axe clients lighthouse linters test test-long bench lint lint-resources lint-types \
        lint-contracts lint-style contracts lock browser programs clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The server starts at once, and answers from the release of before until there is a new one. The
# bundles come last: only pages need them, and publishing takes all cores.
serve: $(VENV)/.runtime  ## publish and serve on HOST and PORT (127.0.0.1:8000); CORPORA=all: with quotes of corpora
	@trap 'kill $$server 2>/dev/null' EXIT; trap 'exit 130' INT TERM; $(PY) -m api serve & server=$$!; \
	  $(MAKE) --no-print-directory publish && $(MAKE) --no-print-directory $(BUNDLES) && wait $$server

test: lint $(BUNDLES) $(CLIENT) $(LINTERS) $(AXE) publish browser  ## everything CI checks: lint, then the whole suite
	$(PY) -m pytest -n $(WORKERS) --dist worksteal -m "not long"

test-long: $(VENV)/.dev $(BUNDLES) $(CLIENT) $(GENERATORS) $(LINTERS) $(AXE) $(RATER) publish browser programs  ## the tests that take minutes
	$(PY) -m pytest -n $(WORKERS) --dist worksteal -m long $(DRAWN)
	$(PY) -m pytest -m long $(addprefix --ignore=,$(DRAWN))

bench: $(VENV)/.dev  ## measure beside other servers and write docs/benchmarks.md; AGAINST=commit: beside that commit
	$(PY) -m tests.bench $(if $(AGAINST),--against $(AGAINST)) $(OPTIONS)

lint: $(VENV)/.dev  ## style, types, layers, contracts, resources, Dockerfile
	@$(MAKE) --no-print-directory -j2 lint-resources lint-types lint-contracts lint-style

lint-resources: $(VENV)/.dev
	$(PY) -m seeds resources

lint-types: $(VENV)/.dev
	$(VENV)/bin/mypy

lint-contracts: $(VENV)/.dev
	$(PY) -m api contracts --check

lint-style: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	@if [ -x $(VENV)/bin/hadolint ]; then echo "hadolint Dockerfile"; $(VENV)/bin/hadolint Dockerfile; \
	else echo "hadolint has no build for this machine: the Dockerfile is not linted here"; fi

contracts: $(VENV)/.runtime  ## write schema/openapi.json and schema/schema.graphql anew
	$(PY) -m api contracts

bundles: $(BUNDLES)  ## install the front-end bundles, the borders of the map, and the fonts

apollo: $(CLIENT)  ## install Apollo Client and React, with which tests ask this server

clients: $(GENERATORS)  ## install the generators of clients and the readers of tables that long tests use

axe: $(AXE)  ## install axe-core, which looks for faults of accessibility in the pages

lighthouse: $(RATER)  ## install Lighthouse, which rates the pages

linters: $(LINTERS)  ## install redocly and spectral, which check the OpenAPI document

lock: $(VENV)/.dev  ## pin the newest versions that pyproject.toml admits
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --upgrade --group install -c requirements-dev.lock -o requirements-uv.lock
	$(LOCK) --upgrade --no-deps --group import -o requirements-import.lock
	$(LOCK) --upgrade --group node -o requirements-node.lock
	$(LOCK) --upgrade --group bench -c requirements.lock -o requirements-bench.lock
	$(LOCK) --upgrade --group clients -o requirements-clients.lock

clean:  ## remove all that these targets made
	rm -rf $(VENV) var $(PAGES)/node_modules $(APOLLO)/node_modules $(CLIENTS)/node_modules $(CONTRACT)/node_modules $(BROWSER)/node_modules $(LIGHTHOUSE)/node_modules .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A database of one's own is asked every time (publishing what is there already changes nothing);
# the file under var/ only when a fact, the schema or the publisher is newer than it.
# With CORPORA their quotes are in the release too; the next time without it, they are not, and
# publishing has to be told that they and their speakers may be dropped.
WHY := This release has no quotes of corpora.
DROPS = $(if $(wildcard $(QUOTED)),--allow-drop 'quotes=$(WHY)' --allow-drop 'persons=$(WHY)')
publish: $(if $(CORPORA),publish-corpora,$(if $(DATABASE_URL),publish-now,$(RELEASE)))

.PHONY: publish-corpora
publish-corpora: $(VENV)/.runtime
	@$(PY) -m seeds corpus $(CORPORA) $(if $(FROM),--from $(FROM)) \
	  || echo "serving without what is missing; make serve CORPORA=$(CORPORA) tries it again"
	@mkdir -p var/corpora/facts && rm -f $(RELEASE)
	$(PY) -m seeds publish --also var/corpora/facts $(DROPS)
	@touch $(QUOTED)

.PHONY: publish-now
publish-now: $(VENV)/.runtime
	$(PY) -m seeds publish $(DROPS)
	@rm -f $(QUOTED)

$(RELEASE): $(VENV)/.runtime $(FACTS)
	$(PY) -m seeds publish $(DROPS)
	@mkdir -p var && touch $@ && rm -f $(QUOTED)

browser: $(VENV)/.dev
	@.ci/chromium

# What only long tests need, by Debian's package.
programs:
	@.ci/program nginx nginx "proxy tests"
	@.ci/program Rscript "r-base-core r-cran-jsonlite" "tests of R"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "making $(VENV)"; $(PYTHON) -m venv --without-pip $(VENV) || { rm -rf $(VENV); echo "no virtual environment: Debian has it in the package python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock requirements-uv.lock | $(VENV)/bin/python
	@PYTHON=$(PYTHON) PY=$(PY) .ci/pip requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@PYTHON=$(PYTHON) PY=$(PY) .ci/pip requirements-dev.lock
	@touch $@

$(BUNDLES): $(PAGES)/package.json $(PAGES)/package-lock.json $(PAGES)/.npmrc $(PAGES)/fonts.py | $(VENV)/.runtime
	@PY=$(PY) .ci/npm $(PAGES) ci --ignore-scripts --no-audit --no-fund
	@$(PY) $(PAGES)/fonts.py
	@touch $@

$(CLIENT): $(APOLLO)/package.json $(APOLLO)/package-lock.json $(APOLLO)/.npmrc | $(VENV)/.runtime
	@PY=$(PY) .ci/npm $(APOLLO) ci --ignore-scripts --no-audit --no-fund
	@touch $@

# The generators run on the Node that this environment carries: many machines have an older one.
$(CLIENTS_VENV)/.installed: requirements-clients.lock | $(VENV)/bin/python
	@echo "making $(CLIENTS_VENV)"; $(VENV)/bin/python -m venv $(CLIENTS_VENV)
	$(CLIENTS_VENV)/bin/python -m pip --disable-pip-version-check install -qq --no-deps --require-hashes -r $<
	@touch $@

$(GENERATORS): $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc $(CLIENTS_VENV)/.installed
	@PY=$(CLIENTS_VENV)/bin/python .ci/npm $(CLIENTS) ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(AXE): $(BROWSER)/package.json $(BROWSER)/package-lock.json $(BROWSER)/.npmrc | $(VENV)/.runtime
	@PY=$(PY) .ci/npm $(BROWSER) ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Lighthouse asks for Node 22, and runs on Node 20.
$(RATER): $(LIGHTHOUSE)/package.json $(LIGHTHOUSE)/package-lock.json $(LIGHTHOUSE)/.npmrc | $(VENV)/.runtime
	@PY=$(PY) .ci/npm $(LIGHTHOUSE) ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(LINTERS): $(CONTRACT)/package.json $(CONTRACT)/package-lock.json $(CONTRACT)/.npmrc | $(VENV)/.runtime
	@PY=$(PY) .ci/npm $(CONTRACT) ci --ignore-scripts --no-audit --no-fund
	@touch $@
