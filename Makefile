# Targets for people who work on the project. PYTHON may name another interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: help install check test eval chat bench train format

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/verse: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,bench,training]'
	@touch $@

install: $(BIN)/verse  ## make a virtual environment with everything in it

check: $(BIN)/verse  ## ruff, mypy, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(BIN)/verse  ## mend layout and what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: $(BIN)/verse  ## all tests, with branch coverage
	$(BIN)/python -m pytest --cov --cov-fail-under=0 -m alone
	$(BIN)/python -m pytest --cov --cov-append -m "not alone" -n 2 --dist loadfile --no-loadscope-reorder --durations=20

eval: $(BIN)/verse  ## known facts, with thresholds; reports in build/evaluation
	$(BIN)/verse eval --out build/evaluation
	$(BIN)/verse eval --split plain --out build/evaluation/plain

chat: $(BIN)/verse  ## open the page
	$(BIN)/verse chat

bench: $(BIN)/verse  ## speed and memory against a plain LangChain pipeline; the readers side by side, by kind
	$(BIN)/python -m eval.bench
	$(BIN)/python -m eval.readers --split test

train: $(BIN)/verse  ## encoder and reader anew, from the training facts; eight hours; what to ship in build/training/shipped
	$(BIN)/python -m eval.training
