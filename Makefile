# Everything that is checked, in the order of what fails soonest.

BIN := .venv/bin

.PHONY: check format lint types imports test

check: lint types imports test

format:
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint:
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

test:
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered
