# One command each. `make help` lists them.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKS  := requirements/run.txt requirements/dev.txt requirements/bench.txt


# What tests need from the system: a browser, Java for Spark, fonts that have Khmer, and a reader of PDF. Debian's names; each
# release's default Java is one that Spark takes (17 or newer), while no single version is in all of them.
DEBIAN := chromium default-jre-headless fonts-khmeros fonts-noto-core poppler-utils postgresql

.PHONY: help demo commission test coverage check bench lock clean system

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "suffrage needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The lock files are complete: pip takes what they name and resolves nothing (a newer release must not break them).
# The project itself is built with the pinned backend, offline; so is PySpark, which comes as source.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (once; about a minute) …"
	@$(PIP) install --no-deps --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Adding the tools for tests …"
	@$(PIP) install --no-deps --require-hashes --no-build-isolation --requirement requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp
	@$(PIP) install --no-deps --require-hashes --no-build-isolation --requirement requirements/bench.txt
	@touch $@

demo: $(VENV)/run.stamp  ## count the elections that ship with the project and show who is elected, and why
	@$(BIN)/suffrage demo --into demo

commission: $(VENV)/dev.stamp  ## the commission's site, for training: generated stations, people of every role, half the statements in
	@if [ -d training ]; then $(BIN)/suffrage commission --home training $(ARGS); else $(BIN)/suffrage commission demo --home training $(ARGS); fi

# Installs what is missing where it may; elsewhere the tests that want a package say so and are left out (never with CI=true).
system:
	@missing=$$(for name in $(DEBIAN); do dpkg -s $$name >/dev/null 2>&1 || echo $$name; done); \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing from Debian's packages: "$$missing; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "Not installed, and this user may not install them: "$$missing"; the tests that need them are left out."; fi

# The law by itself, every branch of it; then everything else without that count, which costs a third more time; then what
# touches the commission's database once more, on PostgreSQL; how pages look does not hang on that.
LAW := tests/law src/suffrage/law
test: $(VENV)/dev.stamp system  ## set everything up and run the whole test suite
	@$(BIN)/python -m pytest --numprocesses 2 $(LAW) --cov=suffrage.law --cov-report= --cov-fail-under=100
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(LAW:%=--ignore=%)
	@$(BIN)/python -m tests.commission.on_postgresql $(BIN)/python -m pytest --numprocesses 2 -m "not looks" tests/commission

coverage: $(VENV)/dev.stamp system  ## how much of the whole package the tests run, by lines and branches (on SQLite)
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup --cov=suffrage --cov-report=term

check: $(VENV)/dev.stamp  ## lint, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/mypy # the settings of the tests, from which Django's types are read, are in `tests`

bench: $(VENV)/bench.stamp  ## measure speed, as ratios side by side in one run
	@$(BIN)/python -m benchmarks

# The lock files name packages, versions and hashes; `uv` is needed only to renew them.
lock:  ## renew the lock files from pyproject.toml
	uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements/run.txt
	uv pip compile pyproject.toml requirements/build.in --group dev --constraint requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements/dev.txt
	uv pip compile pyproject.toml --group dev --group bench --constraint requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements/bench.txt

clean:  ## remove what the commands above made
	rm -rf $(VENV) demo training benchmarks/data .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
