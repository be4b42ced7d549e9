# The verbs of the project; CI calls the same ones. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
export PYTHONDONTWRITEBYTECODE ?=

.DEFAULT_GOAL := help
.PHONY: help iam costs bootstrap diff deploy destroy synth deploy-local seed verify setup setup-run setup-node lock run demo test check fmt lint type contracts faults streams bench fuzz attacks clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

$(VENV)/.made:
	@echo "setup: creating $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements-run.txt | $(VENV)/.made
	@echo "setup: installing what run and demo need (hash-checked)"
	@$(PIP) install --quiet --require-hashes --requirement requirements-run.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.made
	@echo "setup: installing what test and check need (hash-checked)"
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@ $(VENV)/.run

setup-run: $(VENV)/.run ## make the virtual environment for run and demo

CLIENTS := tests/conformance/clients
NODE_READY := $(CLIENTS)/v7/node_modules/.package-lock.json
$(NODE_READY): $(CLIENTS)/v5/package-lock.json $(CLIENTS)/v6/package-lock.json $(CLIENTS)/v7/package-lock.json
	@if ! command -v npm >/dev/null; then echo "setup: no node, the stock-client tests will be skipped"; else \
	echo "setup: installing the stock chat clients"; \
	for v in v5 v6 v7; do (cd $(CLIENTS)/$$v && npm ci --silent) || echo "setup: no $$v client"; done; fi

setup-node: $(NODE_READY) ## install the stock chat clients of the conformance tests, where node is there

setup: $(VENV)/.dev setup-node ## make the virtual environment for everything

PORT ?= 8787
STAGE ?= dev
OUT ?= program.json
USER_NAME ?= demo
MODEL ?= offline
MAX_USD ?= 1
MODEL_ARGS := --model $(MODEL) --max-usd $(MAX_USD)

run: setup-run ## start the whole system on loopback; a chat in a terminal, else it serves
	@exec $(BIN)/python -m local run --port $(PORT) $(MODEL_ARGS)

demo: setup-run ## do the main job unattended and write the program to OUT
	@$(BIN)/python -m local demo --out $(OUT) $(MODEL_ARGS)

token: ## print an access token of the running local system
	@$(BIN)/python -m local.access

quality: setup ## the engine on the corpus; CASES= or REQUESTS= or WORKOUTS= in, OUT= out, MODEL=bedrock
	@$(BIN)/python -m local.quality $(if $(CASES),--cases $(CASES)) $(if $(REQUESTS),--requests $(REQUESTS)) \
		$(if $(WORKOUTS),--workouts $(WORKOUTS)) $(if $(filter-out file,$(origin OUT)),--out $(OUT)) $(MODEL_ARGS)

check: lint type contracts ## ruff, strict types, import contracts (no tests)

fmt: setup ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

lint: setup ## ruff, format and lint
	@$(BIN)/ruff format --check --quiet . || (echo "run 'make fmt'"; exit 1)
	@$(BIN)/ruff check --quiet .

type: setup ## mypy --strict
	@$(BIN)/mypy

contracts: setup ## import-linter
	@$(BIN)/lint-imports --no-logo

test: setup ## set up and pass all tests, offline
	@$(BIN)/python -m pytest -n 2 -q --dist load tests

node_modules/.made: package.json package-lock.json
	@echo "setup: installing the pinned CDK CLI"
	@npm ci --silent && touch $@

CDK := CDK_DISABLE_CLI_TELEMETRY=true JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 npx --no-install cdk --no-notices

synth: setup node_modules/.made ## synthesize the templates with the pinned CLI, no account, no Docker
	@$(CDK) synth --quiet -c stage=$(STAGE)

bootstrap: setup node_modules/.made ## once per account and region: what the CDK itself needs there
	@$(CDK) bootstrap -c stage=$(STAGE)

diff: setup node_modules/.made ## what a deploy of STAGE would change
	@$(CDK) diff -c stage=$(STAGE)

deploy: setup node_modules/.made ## deploy the stage STAGE to the account of your credentials; APPROVAL=never asks nothing
	@$(CDK) deploy --all --require-approval $(or $(APPROVAL),broadening) -c stage=$(STAGE)

destroy: setup node_modules/.made ## remove the stage STAGE; prod keeps its table, bucket and pool
	@$(CDK) destroy --all -c stage=$(STAGE)

EMULATOR := .venv-emulator
$(EMULATOR)/.made: requirements-emulator.txt | $(VENV)/.made
	@echo "setup: installing the emulator in an environment of its own (hash-checked)"
	@$(BIN)/python -m venv --clear $(EMULATOR)
	@$(EMULATOR)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement requirements-emulator.txt
	@touch $@

deploy-local: $(VENV)/.dev node_modules/.made $(EMULATOR)/.made ## cdk deploy for real to an emulator on loopback, then the checklist; 3 min; KEEP=1
	@exec $(BIN)/python -m local.emulator $(if $(KEEP),--keep)

seed: $(VENV)/.run ## the first user, profile and coach of the deployed stack STACK; USER_NAME= PASSWORD=
	@$(BIN)/python -m local.verify seed $(or $(STACK),$(error give STACK=, such as Mesocycle-dev)) --user $(USER_NAME)

verify: $(VENV)/.run ## the post-deployment checklist on the deployed stack STACK; USER_NAME= PASSWORD=
	@$(BIN)/python -m local.verify check $(or $(STACK),$(error give STACK=, such as Mesocycle-dev)) --user $(USER_NAME)

iam: setup ## write docs/iam.md, the permissions of every function, from the template
	@JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 $(BIN)/python -m stacks.iam_table

costs: $(VENV)/.run ## write docs/cost.md, the cost of an athlete and month with its arithmetic
	@$(BIN)/python -m bench.cost_sheet

bench: $(VENV)/.dev ## speed and cost as ratios within one run, each row beside its limit; 5 min
	@$(BIN)/python -m bench $(GROUPS)

streams: setup ## 1,000 random cuts and faults of the model's stream, in process and on the wire; 3 min
	@FULL=1 $(BIN)/python -m pytest -q tests/faults/test_chat_stream.py \
		tests/contract/chat/test_chat_on_bedrock.py -k "end_once"

faults: $(VENV)/.run ## the fault suite of the builds, up to 20 min; SMALL=1 in 2 min
	@$(BIN)/python -m local.faults $(if $(SMALL),--small)

attacks: setup ## the attack suite and the trigger filter, with what was counted; FULL=1 for every place
	@$(BIN)/python -m pytest -q tests/contract/attacks tests/unit/test_trigger.py

fuzz: setup ## schemathesis over every route of the running system, 10,000 cases or CASES=, 20 min; SEED=
	@$(BIN)/python -m local.fuzz $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: setup ## compile every lock file from pyproject.toml (reaches the package index)
	@$(LOCK) --group dev --output-file requirements-dev.txt
	@$(LOCK) --group run --constraint requirements-dev.txt --output-file requirements-run.txt
	@$(LOCK) --group emulator --output-file requirements-emulator.txt
	@$(LOCK) --group chat --constraint requirements-dev.txt --output-file functions/stream_coach_conversation/requirements.txt
	@$(LOCK) --group build --constraint requirements-dev.txt --output-file functions/build_training_program/requirements.txt
	@cp functions/build_training_program/requirements.txt functions/build_workout/requirements.txt
	@cp functions/build_training_program/requirements.txt functions/build_conversation_summary/requirements.txt
	@$(LOCK) --group api --constraint requirements-dev.txt --output-file functions/coach_api/requirements.txt
	@$(LOCK) --group vectors-pinecone --constraint requirements-dev.txt --output-file functions/requirements-vectors-pinecone.txt
	@$(LOCK) --group reconcile --constraint requirements-dev.txt --output-file functions/reconcile_jobs/requirements.txt
