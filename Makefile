# The two commands: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# Compiled Python is kept, out of the way: a third of the time of the tests is Python that is compiled again otherwise.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test quick one format check release browser bench interop interop-speed long torture eio mutants coverage audit sbom screenshots translations decisions lock clean

run: .venv/runtime  ## serve the demonstration on http://localhost:8000; PORT=8101 for another port
	@$(BIN)/python scripts/translations.py compile
	@$(BIN)/schakel up --demo --bind localhost:$(PORT)

test: check  ## everything: checks, then every test, the browser's too
	$(BIN)/python -m pytest -n auto --dist worksteal

# beside the product: what runs in the environment of another program is left out
TOOLS := $(filter-out %_peer.py %/drafthorse_invoice.py,$(wildcard interop/*.py interop/peers/*.py interop/others/*.py bench/*.py))
QUICK := not browser and not long and not processes and not whole

quick: .venv/dev  ## no browser, no processes, nothing that walks all there is: a minute or so
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore tests/browser --hypothesis-profile quick -m "$(QUICK)"

one: .venv/dev  ## the tests of one file or folder: FILE=tests/sepa, or FILE=tests/cli/test_up.py::test_name
	$(BIN)/python -m pytest $(FILE)

format: .venv/dev  ## lay the code out and mend what ruff can mend
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

check: .venv/dev  ## style, types, arrows, migrations, translations; no tests
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	SCHAKEL_DEMO=1 SCHAKEL_DATA=build/check $(BIN)/mypy --explicit-package-bases schakel $(TOOLS)
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.texts
	$(BIN)/python -m scripts.decisions check
	$(BIN)/python -m scripts.line_lengths
	$(BIN)/python scripts/translations.py check
	$(BIN)/python -m scripts.words
	$(BIN)/python scripts/translations.py compile
	$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings

browser: .venv/dev  ## only the journeys in Chromium
	$(BIN)/python -m pytest -n auto -m browser

long: .venv/dev  ## the tests that take minutes
	$(BIN)/python -m pytest -n auto -m long

torture: .venv/dev  ## ten minutes on each database: servers and workers are killed, nothing may be lost; SECONDS=60 for less
	$(BIN)/python -m tests.hub.network.torture --seconds $(or $(SECONDS),600)
	@[ -z "$$SCHAKEL_TEST_POSTGRES" ] || $(BIN)/python -m tests.hub.network.torture --seconds $(or $(SECONDS),600) --database postgres

eio: .venv/dev  ## every fsync of each writer fails once, by strace: nothing is promised, nothing lost, the service ends
	$(BIN)/python -m tests.hub.eio
	@[ -z "$$SCHAKEL_TEST_POSTGRES" ] || $(BIN)/python -m tests.hub.eio --database postgres

mutants: .venv/dev  ## takes guards away one at a time, in a copy: the test of each must fail; ONLY=word for some
	nice $(BIN)/python scripts/mutants.py $(ONLY)

coverage: .venv/dev  ## the pure packages have no untested line; without the corpus of others' documents beside the project 2 in 100
	$(BIN)/python -m pytest -n auto tests/base tests/einvoice tests/peppol tests/sepa --cov=schakel.base --cov=schakel.einvoice --cov=schakel.peppol --cov=schakel.sepa --cov-fail-under=$(if $(wildcard ../shared/corpus),100,98)

bench: .venv/dev  ## figures beside their floor or rival, measured in the same run
	@for file in bench/bench_*.py; do [ -e "$$file" ] || continue; PYTHONPATH=. $(BIN)/python $$file || exit 1; done

interop: .venv/dev  ## talk to other access points (phase4, Oxalis, as4, peppol-py), SMP and SML clients, and exchange files with other programs; fetches them the first time
	@status=0; for part in run others.run; do $(BIN)/python -m interop.$$part || status=1; done; exit $$status

interop-speed: .venv/dev  ## receiving and sending beside phase4 and Oxalis, each storing: CPU, messages a second, p99, memory
	$(BIN)/python -m interop.speed

screenshots: .venv/dev  ## every page of the demonstration into ./screenshots
	$(BIN)/python scripts/screenshots.py

translations: .venv/dev  ## gather new sentences into the three catalogues
	$(BIN)/python scripts/translations.py gather

decisions: .venv/dev  ## write the index of docs/decisions
	$(BIN)/python -m scripts.decisions

lock:  ## pin again; needs uv
	uv pip compile -q pyproject.toml --extra build --extra encryption --extra postgres --extra sftp -o requirements.lock
	echo boto3 | uv pip compile -q - -c requirements.lock -o requirements-s3.lock
	printf 'cyclonedx-bom\npip-audit\n' | uv pip compile -q - -o requirements-supply.lock
	uv pip compile -q pyproject.toml --extra build --extra encryption --extra postgres --extra sftp --extra s3 --group dev -c requirements.lock -c requirements-s3.lock -o requirements-dev.lock

audit: .venv/dev  ## known holes in what the locks pin; a line says so where nobody can be asked
	$(BIN)/python -m scripts.supply audit

sbom: .venv/dev  ## what the locks pin, with hashes, as CycloneDX in dist/
	$(BIN)/python -m scripts.supply sbom dist

release: .venv/dev  ## VERSION=0.2.0: write the version and the changelog, build, check in fresh environments, commit and tag
	$(BIN)/python scripts/release.py $(VERSION)

clean:
	rm -rf .venv build dist screenshots .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find schakel -name '*.mo' -delete

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Fetching the Python packages that Schakel needs into .venv. This takes about a minute, once."
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	@echo "Fetching the packages for the tests too. This takes another minute, once."
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
