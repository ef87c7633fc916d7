.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset serve test bench lint measure lock

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## the Python environment and the system libraries, as the lock file says
	@scripts/setup.sh

demo: ## an installation with example programmes on this machine (PORT=8000); Ctrl-C stops it, a second run keeps its data
	@scripts/demo.sh

demo-reset: ## throw the demo's data away and start over
	@scripts/demo.sh --reset

serve: ## the production server and worker; settings from the environment (docs/reference/settings.md)
	@scripts/serve.sh

test: ## every test; PostgreSQL when TEST_DATABASE_URL names one; ARGS="tests/history -x" for some
	@scripts/test.sh $(ARGS)

bench: ## how long the pages take with much history; SIZE=S, M (default) or L, DATABASE=sqlite or postgresql
	@scripts/bench.sh $(ARGS)

lint: ## formatting, types, the rooms' arrows, the house rules, missing migrations
	@scripts/lint.sh

measure: ## how long modules and functions are; the numbers that must be zero
	@scripts/measure.sh

lock: ## requirements*.txt anew from pyproject.toml; ARGS=--upgrade for newer versions
	@scripts/lock.sh $(ARGS)
