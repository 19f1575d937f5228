# Everything here is a thin call of a command that you can also type yourself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ABS_BIN := $(CURDIR)/$(BIN)
PYTEST_WORKERS ?= 2

# A stamp's name carries what it was made from, so a change of the lock or of
# pyproject.toml installs again and nothing else does.
CORE_STAMP := $(VENV)/.core-$(firstword $(shell cat pyproject.toml constraints/core.txt | cksum))
DEV_STAMP := $(VENV)/.dev-$(firstword $(shell cat pyproject.toml constraints/core.txt constraints/dev.txt | cksum))
# Daft pins an older pyarrow than the rest, so a cluster is an environment of its own.
CLUSTER_VENV := .venv-cluster
CLUSTER_STAMP := $(CLUSTER_VENV)/.cluster-$(firstword $(shell cat pyproject.toml constraints/cluster.txt | cksum))
# What is installed for development serves the demonstration too.
DEMO_READY := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(CORE_STAMP))
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
CLUSTER_PIP_INSTALL := $(CLUSTER_VENV)/bin/python -m pip install -qq --disable-pip-version-check
# Folders of Python that the type checker and the linter read, as far as they exist.
CODE := $(wildcard src scripts tests benchmarks)

.DEFAULT_GOAL := help
.PHONY: help demo test test-cluster check bench docs model image-model lock format clean core dev

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

demo: $(DEMO_READY) ## set up, screen the sample listings, explain three of them
	@$(BIN)/linsang demo

test: $(DEV_STAMP) ## set up, run every test that this machine can run, name what it skipped
	@$(BIN)/python -m pytest -q -n $(PYTEST_WORKERS)

test-cluster: $(CLUSTER_STAMP) ## set up .venv-cluster with Ray, run the tests of a cluster on three nodes of this machine
	@$(CLUSTER_VENV)/bin/python -m pytest -q tests/cluster

check: $(DEV_STAMP) ## format, lint, types, layers, documents, golden files: what CI runs
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "make format mends this"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy --no-error-summary $(CODE)
	@$(BIN)/lint-imports --config pyproject.toml
	@$(BIN)/python scripts/generate_docs.py --check
	@$(BIN)/python -m mkdocs build --quiet --strict --site-dir build/site
	@$(BIN)/python scripts/hash_seeds.py

bench: $(DEV_STAMP) ## speed and quality, written to benchmarks/
	@$(BIN)/python -m benchmarks

docs: $(DEV_STAMP) ## the site, in build/site
	@$(BIN)/python scripts/generate_docs.py
	@$(BIN)/python -m mkdocs build --quiet --strict --site-dir build/site
	@echo "build/site/index.html"

format: $(DEV_STAMP) ## lay out the code, mend what the linter can mend
	@$(BIN)/ruff check --quiet --fix $(CODE) || true
	@$(BIN)/ruff format --quiet $(CODE)

model: $(DEV_STAMP) ## learn the two scores anew, write their card
	@$(BIN)/python scripts/make_model.py

image-model: $(DEV_STAMP) ## learn the picture model anew, write its card
	@$(BIN)/python scripts/make_image_model.py

lock: $(DEV_STAMP) ## compile constraints/*.txt anew from pyproject.toml
	@PATH="$(ABS_BIN):$$PATH" sh scripts/lock.sh

clean: ## remove what was built, and the environment
	rm -rf $(VENV) $(CLUSTER_VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

core: $(CORE_STAMP)

dev: $(DEV_STAMP)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Linsang needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt-get install python3-venv)"; exit 1; }

$(CORE_STAMP): | $(VENV)/bin/python
	@echo "installing the core into $(VENV) ..."
	@$(PIP_INSTALL) --require-hashes -r constraints/core.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.core-* $(VENV)/.dev-* && touch $@

$(DEV_STAMP): | $(VENV)/bin/python
	@echo "installing what development needs into $(VENV) ..."
	@$(PIP_INSTALL) --require-hashes -r constraints/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.core-* $(VENV)/.dev-* && touch $@

$(CLUSTER_STAMP):
	@echo "installing what a cluster needs into $(CLUSTER_VENV) ..."
	@test -x $(CLUSTER_VENV)/bin/python || $(PYTHON) -m venv $(CLUSTER_VENV)
	@$(CLUSTER_PIP_INSTALL) --require-hashes -r constraints/cluster.txt
	@$(CLUSTER_PIP_INSTALL) --no-deps --no-build-isolation -e .
	@rm -f $(CLUSTER_VENV)/.cluster-* && touch $@
