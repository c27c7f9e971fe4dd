# `make` or `make help` lists what can be done. Another Python: make run PYTHON=/path/to/python3.12
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install
COMPILE = $(BIN)/python -m uv pip compile pyproject.toml --extra check --quiet --universal --generate-hashes \
	--no-header --no-annotate
# Without compiled files each of the many servers that tests start would compile all of the guide once more.
TEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
PARALLEL = -n auto --maxprocesses 8 --dist worksteal
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo quick test slow recipes test-all nightly check lint format types imports bench loudness rivals docs figures soak \
	lock upgrade wheel clean

help: ## List what can be done
	@echo "careguide - make ..."
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' Makefile | expand -t 12

# HOST from the command line alone, as some shells set it; PORT from the environment too.
run: override HOST := $(if $(filter command,$(origin HOST)),$(HOST))
run: $(VENV)/run.stamp ## Set up if needed, then serve the guide at http://127.0.0.1:8000 (make run PORT=8080)
	@exec $(BIN)/python -m careguide serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) $(ARGS) \
		--again "make run $(if $(HOST),HOST=$(HOST) )PORT="

demo: $(VENV)/run.stamp ## Serve the guide, and a made-up clinic's site that shows it in a frame
	@$(BIN)/python -m http.server 8001 --bind 127.0.0.1 --directory docs/embed-demo >/dev/null 2>&1 & site=$$!; \
		trap "kill $$site 2>/dev/null" EXIT; sleep 1; \
		kill -0 $$site 2>/dev/null || { echo "Port 8001 is taken; the clinic's site needs it."; exit 1; }; \
		echo "The clinic's site is at http://localhost:8001"; \
		$(BIN)/python -c "import socket; socket.create_server(('127.0.0.1', 8000))" 2>/dev/null || { \
			echo "Port 8000 is taken; the clinic's site looks for the guide there."; exit 1; }; \
		CAREGUIDE_EMBED_ORIGINS=http://localhost:8001 $(BIN)/python -m careguide serve

quick: $(VENV)/dev.stamp ## Run the tests that are quick and need no browser (a minute on two cores)
	@$(TEST) $(PARALLEL) -m "not browser and not deploy and not lengthy and not slow" $(ARGS)

test: $(VENV)/dev.stamp ## Run the tests that a change could break, browsers too (make test ARGS="-k reader")
	@$(TEST) $(PARALLEL) -m "not deploy and not slow" $(ARGS)

slow: $(VENV)/dev.stamp ## Run the tests that take long for what they add to those of `make test`
	@$(TEST) $(PARALLEL) -m "slow and not deploy" $(ARGS)

recipes: $(VENV)/dev.stamp ## Run docs/deploy.md on machines booted from this one (REQUIRE_DEPLOY=1, as root)
	@$(TEST) -m deploy $(ARGS)

test-all: test slow recipes ## Run every test

nightly: $(VENV)/dev.stamp ## Run the longest checks in full, for hours (make nightly SHORT=1 takes minutes)
	@$(BIN)/python -m tests.web.generated_calls $(if $(SHORT),1000,10000)
	@$(BIN)/python -m tests.web.generated_forms $(if $(SHORT),10000,100000)
	@$(BIN)/python -m tests.web.canaries $(if $(SHORT),100,1000)
	@$(TEST) $(PARALLEL) -m hypothesis --hypothesis-profile=$(if $(SHORT),full,nightly)
	@$(BIN)/python -m benchmarks.soak $(if $(SHORT),--short)

check: lint types imports test ## Run lint, types, imports and test

lint: $(VENV)/dev.stamp ## Look for mistakes and untidy code
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check

format: $(VENV)/dev.stamp ## Tidy the code
	@$(BIN)/python -m ruff check --fix-only
	@$(BIN)/python -m ruff format

types: $(VENV)/dev.stamp ## Check the types (mypy, strict)
	@$(BIN)/python -m mypy

imports: $(VENV)/dev.stamp ## Check that imports point downwards only
	@$(BIN)/lint-imports --no-cache --no-logo

bench: $(VENV)/dev.stamp ## Measure the server and the core (needs wrk; some minutes)
	@$(BIN)/python -m benchmarks.servers $(ARGS)
	@$(BIN)/python -m pytest -q benchmarks/core.py
	@$(BIN)/python -m benchmarks.growth
	@$(BIN)/python -m benchmarks.startup

loudness: $(VENV)/dev.stamp ## Count what made-up people are told: today, this week, 24-hour care
	@$(BIN)/python -m benchmarks.loudness

rivals: $(VENV)/dev.stamp ## Measure what people would pick instead (needs Chromium and npm)
	@$(BIN)/python -m benchmarks.rivals $(ARGS)

docs: $(VENV)/dev.stamp ## Update the pages, samples, pictures and the proof that are made from the code
	@$(BIN)/python -m makedocs $(ARGS)

figures: $(VENV)/dev.stamp ## Measure and draw the figures of docs/ again (half an hour of a quiet machine; npm)
	@$(BIN)/python -m benchmarks.growth --draw
	@$(BIN)/python -m benchmarks.rivals --json docs/rivals.json

soak: $(VENV)/dev.stamp ## Load the server and have it fail in many ways (some minutes)
	@$(BIN)/python -m benchmarks.soak $(ARGS)

lock: $(VENV)/dev.stamp ## Write both requirements files; versions that still fit stay
	@$(COMPILE) --group dev --output-file requirements-dev.txt
	@$(COMPILE) --group build --constraint requirements-dev.txt --output-file requirements.txt

upgrade: COMPILE += --upgrade
upgrade: lock ## The same as lock, with the newest versions that fit

wheel: $(VENV)/dev.stamp ## Build the wheel, and the sdist, into dist/ (docs/deploy.md takes it from there)
	@$(BIN)/python -m build --no-isolation

clean: ## Remove the environment and everything that was built
	@rm -rf $(VENV) dist build *.egg-info .hypothesis .pytest_cache .mypy_cache .ruff_cache
	@find benchmarks careguide tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || { echo "careguide needs Python 3.11 or newer, and '$(PYTHON)' is not here."; \
		echo "Install it, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "careguide needs Python 3.11 or newer; '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1)."; \
		echo "Name a newer one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make an environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up careguide in $(VENV); only the first time takes a minute."
	@"$(PYTHON)" -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml $(BIN)/python
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt pyproject.toml $(BIN)/python
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp
