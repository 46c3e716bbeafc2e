# One command per task, the same by hand and in CI. `make help` lists them.
PORT ?= 8000
PYTHON ?= python3
N ?= 1000
R ?= 110
READERS = $(if $(filter command% environment%,$(origin N)),$(N),20000)
RUN := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup browser dev build test prove check check-template reset clean lock bench-checkout bench-build bench-differences bench-pictures bench-policies bench-letters bench-cold bundle screenshots

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

setup:
	@PYTHON=$(PYTHON) infra/setup.sh

browser:
	@infra/setup.sh browser

dev: setup ## set everything up, build the shop, open it on http://127.0.0.1:8000 (PORT=…)
	@$(RUN) -m infra.local --port $(PORT) --open

test: setup browser ## set everything up, run every test but the long proofs
	@$(RUN) -m pytest -m "not prove" -n auto --dist loadfile

prove: setup browser ## the long, bounded proofs: races, crashes, the whole shop in a browser
	@$(RUN) -m pytest -m prove -n auto --dist loadfile

crash-matrix: setup ## fail every call of the functions in every way, and print how it ended
	@$(RUN) -m tests.proofs.crash_matrix

check: setup ## lint, types, and whether every promise has what keeps it
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy .
	@.venv/bin/cfn-lint infra/template.yaml
	@$(RUN) -m desk policies promises --check

check-template: ## what SAM and checkov say of infra/template.yaml; checkov's skipped rules have reasons
	@infra/setup.sh checks
	@mkdir -p build
	@$(RUN) -m infra.translate > build/template.json
	@AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0 .venv-checks/bin/sam validate --lint --template infra/template.yaml
	@.venv-checks/bin/checkov --config-file infra/checkov.yaml -f build/template.json

build: setup ## build the site into output/ and its release into build/
	@$(RUN) -m pelican content -s pelicanconf.py -o output --fatal warnings

bundle: setup ## what Lambda runs, for both of its processors, into build/
	@$(RUN) -m infra.bundle

screenshots: setup browser ## the pictures in docs/screenshots, of the shop as it runs
	@$(RUN) -m tests.browser.screenshots

bench-checkout: setup ## what a checkout costs a function, beside a bare handler with the same calls
	@$(RUN) -m tests.bench.checkout

bench-build: setup ## a shop of many pieces, built by us and by Hugo, whole and after an edit (N=1000)
	@infra/setup.sh hugo
	@$(RUN) -m tests.bench.build $(N)

bench-differences: setup ## how long the differences of a long policy with 60 versions take
	@$(RUN) -m tests.bench.differences

bench-pictures: setup ## what encoding a picture costs, and what it saves
	@$(RUN) -m tests.bench.pictures

bench-policies: setup ## what sixty long versions of a policy cost to build
	@$(RUN) -m tests.bench.policies

bench-letters: setup ## send a letter to many readers, the sender killed ten times (N=20000 R=110)
	@$(RUN) -m tests.bench.letters $(READERS) $(R)

bench-cold: setup ## what a function's cold start costs, beside bare handlers
	@$(RUN) -m tests.bench.cold

reset: setup ## forget what the local shop has sold, mailed and remembered
	@$(RUN) -m infra.local reset

lock: ## write the lock files anew from requirements/*.in
	@infra/setup.sh lock

clean: ## remove everything that was made here, the environments too
	@rm -rf .venv .venv-emulator .venv-checks .venv-hugo .local .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis output build
