# The two commands of the README (make demo, make test) and a developer's few others. `make help` lists them.
SHELL := /bin/bash
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# What the built front end is made of; it is built again only when one of these changed.
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/tests/*' -not -path 'web/test-results/*')
WEB_BUILT := weige/web_dist/manifest.json
NODE_READY := web/node_modules/.package-lock.json
.DEFAULT_GOAL := help

.PHONY: help setup lock build wheel demo test check serve bench clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: $(VENV)/.demo $(WEB_BUILT) ## a simulated street: prints its address and logins (ARGS="--port 8080")
	@exec $(BIN)/python -m weige demo $(ARGS)

serve: $(VENV)/.running $(WEB_BUILT) ## a real installation in the foreground (ARGS="--host 0.0.0.0")
	@exec $(BIN)/python -m weige serve $(ARGS)

test: ## everything: checks, tests, front end, browser
	@$(MAKE) --no-print-directory -j2 $(VENV)/.ready $(NODE_READY)
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: $(VENV)/.ready ## ruff, mypy, import-linter and the guard tests
	@$(BIN)/python tools/run_tests.py --only python
	@$(BIN)/pytest tests/guards

bench: $(VENV)/.ready ## measure one thing: make bench NAME=cases
	@test -f "benchmarks/$(NAME).py" || { echo "NAME is one of:"; cd benchmarks && ls *.py | sed 's/\.py$$//' | grep -v '^_'; exit 2; }
	@$(BIN)/python benchmarks/$(NAME).py $(ARGS)

build: $(WEB_BUILT) ## the front end into weige/web_dist

wheel: $(VENV)/.ready $(WEB_BUILT) ## the installable package with the front end inside, into dist/
	$(BIN)/python -m build --wheel --no-isolation

setup: $(VENV)/.ready ## virtual environment with all pinned dependencies, for developers

lock: $(VENV)/.ready ## renew requirements.lock, -demo.lock and -dev.lock with hashes
	for name in requirements requirements-demo requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$name.in -o $$name.lock; \
	done

clean: ## remove what was built (not the data folder .weige)
	rm -rf $(VENV) web/node_modules weige/web_dist dist build

$(BIN)/pip:
	@command -v $(PY) >/dev/null || { echo "Weige needs Python 3.11 or newer, and there is no $(PY) here (make demo PY=python3.12 names another)"; exit 1; }
	@$(PY) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Weige needs Python 3.11 or newer (make demo PY=python3.12 names another)")'
	$(PY) -m venv $(VENV)

$(VENV)/.running: requirements.lock | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/.demo: requirements-demo.lock $(VENV)/.running
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-demo.lock
	@touch $@

$(VENV)/.ready: requirements-dev.lock | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@ $(VENV)/.running $(VENV)/.demo

$(NODE_READY): web/package-lock.json
	@command -v npm >/dev/null || { echo "The front end is built with Node.js 20.19 or newer and npm; install them, or install the wheel, which needs neither."; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || { echo "The front end is built with Node.js 20.19 or newer; this one is $$(node --version)."; exit 1; }
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_BUILT): $(WEB_SOURCES) $(NODE_READY)
	cd web && npm run --silent build -- --logLevel warn
