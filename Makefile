.DEFAULT_GOAL := help
.SHELLFLAGS := -eu -o pipefail -c
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Two workers, each with servers of its own; a file stays with one worker, in the order of tests/conftest.py.
PYTEST := $(BIN)/pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder
# What each of them says stays together, where this make can do that.
SIDE_BY_SIDE := $(MAKE) --jobs 2 --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync)
PYTHON ?= python3
export PYTHON SEED SIZE JSON QUICK ONLY WORKERS SCENARIO LANES WRITE
# With it every process that starts would compile all modules of ours anew, and there are hundreds in the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup packages browser check types lint format careless imports check-deploy test test-console demo faults proof up down status logs bench screenshots asyncapi architecture rules licences audit clean

help:
	@awk -F ':.*## ' '/^##@ / {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Try it

demo: setup ## Two made-up companies cross, one each way, and all books are compared (SEED= SIZE= JSON=1)
	@$(BIN)/python -m deploy.demo

up: setup ## Start everything and keep it running; again: repair what died (WORKERS='invoices=3 contacts=2')
	@$(BIN)/scoro-xero stack up

status: .venv/.ready ## What runs, where, and what died
	@$(BIN)/scoro-xero stack status

logs: .venv/.ready ## The logs of all processes as they come (Ctrl-C ends it)
	@$(BIN)/scoro-xero stack logs --follow

down: .venv/.ready ## Finish what is under way, then stop everything
	@$(BIN)/scoro-xero stack down

clean: ## Stop what runs; remove .run and all caches (.venv stays)
	@if [ -d .run ] && [ -e .venv/.ready ]; then $(BIN)/scoro-xero stack down --all; fi
	@rm -rf .run build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find deploy services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Work on it

# The environment is made anew whenever a lock file changes.
.venv/.ready: requirements-dev.lock pyproject.toml deploy/setup/venv.sh
	@deploy/setup/venv.sh

packages: .venv/.ready
	@$(BIN)/python -m deploy.setup

setup: .venv/.ready packages ## Python packages into .venv, RabbitMQ and MongoDB (once; later it does nothing)

check: .venv/.ready ## Format, lint, types, import rules, unit and architecture tests
	@$(SIDE_BY_SIDE) types careless lint format imports
	@echo "unit tests"; $(PYTEST) tests/unit tests/architecture

types: .venv/.ready
	@echo "mypy"; $(BIN)/mypy --no-error-summary

lint: .venv/.ready
	@echo "ruff check"; $(BIN)/ruff check --quiet

format: .venv/.ready
	@echo "ruff format"; $(BIN)/ruff format --check --quiet

careless: .venv/.ready
	@echo "bandit"; $(BIN)/bandit --quiet --recursive --severity-level medium --confidence-level medium --configfile pyproject.toml shared services deploy

imports: .venv/.ready
	@echo "lint-imports"; $(BIN)/lint-imports --no-logo

check-deploy: .venv/.ready ## Image, Compose, Kubernetes, alerts and dashboards, as far as that goes without engine and cluster
	@$(BIN)/python -m deploy.setup.promtool
	@echo "hadolint"; $(BIN)/hadolint --failure-threshold style deploy/Dockerfile
	@echo "deploy tests"; $(PYTEST) -rs tests/contract/docker tests/contract/observe tests/contract/kubernetes

browser: setup
	@$(BIN)/python -m deploy.setup.browser

test-console: browser ## The console alone, in a real browser and without one
	@$(PYTEST) tests/integration/console/web tests/browser

test: setup browser check check-deploy ## Everything: first the checks, then the tests that need servers
	@echo "all other tests"; $(PYTEST) --ignore=tests/unit --ignore=tests/architecture --ignore=tests/contract/docker --ignore=tests/contract/observe --ignore=tests/contract/kubernetes

audit: .venv/.ready ## Known weaknesses of the locked packages (asks PyPI; Error 1: found, Error 3: could not ask), and build/sbom.json
	@$(BIN)/python -m deploy.audit

##@ Put it to the proof

bench: setup ## Measurements, each with its baseline: JSON lines and a table (QUICK=1, ONLY=calls)
	@$(BIN)/python -m deploy.bench

faults: setup ## Break everything while documents cross; nothing may be lost or doubled (SEED= SCENARIO= LANES= WRITE=1)
	@$(BIN)/python -m deploy.faults

proof: .venv/.ready ## Figures that anybody can check; the last line is JSON (SIZE= SEED= ONLY=documents)
	@$(BIN)/python -m deploy.proof

##@ Write anew what is made from the code

screenshots: browser ## Pictures of every page of the console into docs/screenshots
	@$(BIN)/python -m deploy.screenshots

asyncapi: .venv/.ready ## Write docs/asyncapi.yaml anew after messages, queues or handlers changed
	@$(BIN)/python -m deploy.asyncapi

architecture: .venv/.ready ## Write the made parts of docs/architecture.md anew after queues changed
	@$(BIN)/python -m deploy.architecture

rules: .venv/.ready ## Write docs/rules.md anew after tests or rules changed
	@$(BIN)/python -m deploy.rules

licences: .venv/.ready ## Write docs/licences.md anew after packages changed
	@$(BIN)/python -m deploy.licences
