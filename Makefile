# `make report` and `make test` need Python 3.11+ and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
OUT ?= out

.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 20

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-installer.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY)  ## the environment in .venv, from the lock file

report: $(READY)  ## a report on the embedded client, in out/
	$(BIN)/kam report --out $(OUT)

# Tests start Python some hundred times: what was compiled once is kept, even where a machine is set to keep nothing.
test test-all: export PYTHONDONTWRITEBYTECODE =

test: style  ## style, types, tests and every lesson, but for what is slow by nature
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

style: $(READY)
	$(BIN)/ruff check kamlib tests benchmarks
	$(BIN)/ruff format --check kamlib tests benchmarks
	$(BIN)/pyrefly check

test-all: style  ## everything: real data too (KAMLIB_DATA), twenty worlds, browsers, lowest versions
	$(BIN)/python -m pytest -n 2 --dist loadfile --whole
	$(MAKE) lowest

# Not compared there: outputs that are stored, and the digests of the embedded client, since an older solver may find
# another plan of visits.
lowest: $(READY)  ## the tests with the lowest versions of the direct dependencies, in .venv-lowest
	$(PYTHON) -m venv --clear .venv-lowest
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --python $(PYTHON) --extra dev pyproject.toml requirements-build.in -o .venv-lowest/requirements.txt
	$(BIN)/uv pip install --python .venv-lowest/bin/python --quiet --compile-bytecode -r .venv-lowest/requirements.txt
	$(BIN)/uv pip install --python .venv-lowest/bin/python --quiet --no-deps --no-build-isolation --editable .
	.venv-lowest/bin/python -m pytest -n 2 --dist loadfile -m "not slow" --deselect tests/course/test_nbval.py --deselect tests/reports/test_stored_templates.py \
		--deselect tests/findings/test_whole.py::test_no_figure_of_the_embedded_client_changes_unseen

spark: $(READY)  ## accounts and reports on PySpark too (needs Java 17; 400 MB)
	$(BIN)/uv pip install --python $(BIN)/python --quiet --compile-bytecode --editable ".[spark]"
	$(BIN)/python -m pytest tests/facts/test_accounts.py tests/spark

BENCH := .venv-bench

# What keeping customers is measured against needs an older pandas than kamlib.
PEERS := .venv-bench-peers

$(BENCH)/ready: requirements.lock pyproject.toml $(READY)
	$(PYTHON) -m venv --clear $(BENCH)
	$(BIN)/uv pip install --python $(BENCH)/bin/python --quiet --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --python $(BENCH)/bin/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

bench: $(BENCH)/ready  ## heavy steps and reading against other tools, in .venv-bench, as ratios (a million lines, some minutes)
	$(BENCH)/bin/python benchmarks/computing.py
	$(BENCH)/bin/python benchmarks/reading.py
	$(BENCH)/bin/python benchmarks/keeping.py $(KAMLIB_DATA)/cdnow
	$(PYTHON) -m venv --clear $(PEERS)
	$(BIN)/uv pip install --python $(PEERS)/bin/python --quiet lifetimes==0.11.3 lifelines==0.30.3
	$(PEERS)/bin/python benchmarks/keeping.py $(KAMLIB_DATA)/cdnow

lessons: $(READY)  ## every lesson and report template executed again (same bytes), and what the course covers
	$(BIN)/python -m kamlib.course.build
	$(BIN)/python -m kamlib.reports.stored
	$(BIN)/python -m kamlib.course.coverage docs/coverage.md

book: $(READY)  ## both editions of the course as a site in out/book, without a network (installs Sphinx)
	$(BIN)/uv pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes -r requirements-book.lock
	$(BIN)/python -m kamlib.course.site out/book

lab: $(READY)  ## JupyterLab on the course
	$(BIN)/kam lab

data: $(READY)  ## make the embedded client again (same bytes)
	$(BIN)/kam world datasets/machinery
	$(BIN)/kam world datasets/bank --bank

lock: $(READY)  ## new lock files, of the newest versions: hashes, no host names
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev --extra browser pyproject.toml requirements-build.in -o requirements.lock
	echo uv | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-installer.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --constraints requirements.lock --extra book pyproject.toml -o requirements-book.lock

clean:  ## remove what was made, the environment too
	rm -rf .venv .venv-lowest .venv-bench .venv-bench-peers out .pytest_cache .ruff_cache

.PHONY: help setup report test style test-all lowest spark bench lessons book lab data lock clean
