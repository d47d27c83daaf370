# Two commands matter to a newcomer: `make up` and `make test`. The rest is for those who change the code.
# Everything is installed into .venv from requirements.lock (versions and hashes); nothing else is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-from-lock
ARGS   ?=

.PHONY: up test format lint types imports freeze docs bench chaos lock clean

up: $(STAMP)
	$(BIN)/yingyuan up $(ARGS)

test: $(STAMP)
	$(BIN)/python -m pytest $(ARGS)

format: $(STAMP)
	$(BIN)/ruff check --quiet --select I --fix .
	$(BIN)/ruff format --quiet .

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

freeze: $(STAMP)
	$(BIN)/python -m contracts.frozen

docs: $(STAMP)
	$(BIN)/python -m deploy.documents

bench: $(STAMP)
	$(BIN)/python -m tests.bench $(ARGS)

chaos: $(STAMP)
	$(BIN)/python -m tests.chaos $(ARGS)

# One resolution for every supported Python and platform; the file names no index, so any mirror will do.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
	    --no-header --no-annotate --upgrade pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)
