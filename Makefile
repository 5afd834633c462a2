# One door: everything a developer, the CI or a newcomer runs is a target here.
# Targets install what they need first; `make` alone prints this list.

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# One more than processors, as each waits now and then for its browser or server. Several tests start whole nodes of
# their own: more than six at a time only get into each other's way.
WORKERS ?= $(shell n=$$(($$(nproc 2>/dev/null || echo 2) + 1)); [ $$n -gt 6 ] && echo 6 || echo $$n)
# Where browsers are waited for, one more.
WITH_BROWSERS ?= $(shell [ $(WORKERS) -gt 5 ] && echo 6 || echo $$(($(WORKERS) + 1)))
# Demo and tests start nodes by the dozen; each would compile the whole program again.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=
ONLY ?=

.DEFAULT_GOAL := help
# Laptops of a journey are SQLCipher whatever its hub is: with that on PostgreSQL most are played once, for both.
ON_SQLCIPHER := not journey or both or browser
# What is pure has no database, and a counter's is SQLCipher: the settings refuse a centre any other.
NOT_ON_A_SERVER := $(addprefix --ignore=,tests/rules tests/simulator tests/surfaces/counter)

.PHONY: help setup demo test test-quick check fix docs messages torture bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r target text; \
		do printf '  make %-12s %s\n' "$$target" "$$text"; done

setup: ## make .venv and install the locked dependencies (only when the lock changed)
	@tools/setup

demo: ## play the whole story on three nodes, then stay up (ARGS="--exit --seed N")
	@tools/setup run
	@$(PYTHON) -m dorgora.demo $(ARGS)

test: setup ## every test: SQLCipher and PostgreSQL, browser and journeys (under 10 minutes)
	@$(PYTHON) tools/chromium.py || true
	DORGORA_TEST_DB=sqlcipher $(PYTEST) -n $(WITH_BROWSERS) --dist loadfile --no-loadscope-reorder -m "not torture and ($(ON_SQLCIPHER))" $(ARGS)
	DORGORA_TEST_DB=postgres $(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(NOT_ON_A_SERVER) -m "(database or journey) and not browser and not torture" $(ARGS)

test-quick: setup ## tests without browser, PostgreSQL, journeys, whole visits and long simulations (under 60 seconds)
	@DORGORA_TEST_DB=sqlcipher $(PYTEST) -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
		-m "not browser and not postgres and not journey and not slow and not torture" $(ARGS)

check: setup ## format, lint, types, import order, templates, translations, migrations, house rules
	@tools/check

fix: setup ## put right what a machine can put right
	@tools/fix

docs: setup ## write again the parts of docs/ that are printed from the code
	@$(PYTHON) tools/print_docs.py

messages: setup ## collect the texts of the pages into the translation catalogues
	@$(PYTHON) tools/messages.py $(ARGS)

torture: setup ## kill loops and power cuts on a real file system (needs root)
	$(PYTEST) -m torture $(ARGS)

bench: setup ## measure; a table and build/bench.json (ONLY=group)
	@$(PYTHON) -m tools.tesseract || true
	@$(PYTHON) -m bench $(ONLY)

lock: setup ## resolve the dependencies again into requirements/
	@tools/lock

clean: ## remove what was made, .venv too
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
