# Two commands do everything: `make serve` and `make test`. They need Python 3.11 or newer, its venv module, and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test test-long check format bench screenshots lock programs clean

# Whoever names a database that is no SQLite needs its driver too.
serve: .venv/$(if $(filter-out sqlite%,$(DATABASE_URL)),postgres,base)  ## Serve the rooms on HOST:PORT (127.0.0.1:8000)
	@$(BIN)/python manage.py serve --prepare

test: check programs  ## Everything that must pass before a change lands
	@$(BIN)/python -m pytest -m "not long" $(ARGS)

test-long: .venv/dev programs  ## The same with long waits and many cases
	@$(BIN)/python -m pytest $(ARGS)

check: .venv/dev  ## Style, types, layers, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted: run make format"; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --check --lint --quiet

format: .venv/dev  ## Put every file into its usual form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint templates --reformat --quiet

bench: .venv/dev  ## Print the benchmarks' tables
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: .venv/dev programs  ## Take the pictures of docs/screenshots from the running page
	@$(BIN)/python -m tests.browser.screenshots

lock: .venv/dev  ## Write requirements/*.txt anew from pyproject.toml (needs uv)
	@for extra in base postgres dev; do \
		uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml \
			$$([ $$extra = base ] || echo "--extra $$extra -c requirements/base.txt") -o requirements/$$extra.txt || exit 1; \
	done

clean:  ## Remove what the other targets made, except the data
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache

programs:
	@sh tests/install.sh

.venv/base .venv/postgres .venv/dev: .venv/%: requirements/%.txt
	@sh config/venv.sh "$(PYTHON)" $* $<
	@touch $@
