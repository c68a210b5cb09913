# Every target may be run again at any time: it does only what is missing or out of date.
# The texts are in Swedish because those who set the product up read them.

PYTHON ?= python3
ARGS ?=
PYTEST_ARGS ?=
LOCK_ARGS ?=
# Each test process has a browser and a database server of its own, so more than four seldom pay for their memory.
TEST_PROCESSES ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 4 ? n : 4)))

VENV := .venv
BIN := $(VENV)/bin
VENDOR := portfolio/static/vendor

# One shell per recipe that stops at the first failure, so that a recipe reads as one script.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench pictures assets wheel lock venv venv-test venv-node system-packages

# pip is told nothing of where packages come from: a machine's own mirror settings count.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

help: ## Visa den här listan
	@echo "Nyttoportföljen. Skriv «make» och ett av orden:"
	sed -nE 's/^([a-z]+):.*## (.*)/  \1\t\2/p' Makefile | expand -t 12

demo: venv assets ## Installera och starta webbplatsen med exempeldata på http://127.0.0.1:8000 (ARGS="--reset" börjar om)
	@exec $(BIN)/portfolio demo $(ARGS)

# A process that has run out of tests takes over some of another's, so that no long file keeps one core busy at the end.
test: system-packages venv-test assets check ## Kör kontrollerna och alla tester (PYTEST_ARGS="-k mätvärde" väljer bland dem)
	@echo "→ Kör testerna i $(TEST_PROCESSES) processer …"
	exec $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal $(PYTEST_ARGS)

# Every check runs even when an earlier one found something, so that one round shows all there is to mend; a check that
# found nothing says nothing.
check: venv-test ## Granska koden utan att köra den: format, regler, typer, importer och mallar
	@failed=
	run() { echo "→ $$1 …"; shift; output=$$("$$@" 2>&1) || { failed=1; echo "$$output"; }; }
	run "Granskar formatet" $(BIN)/ruff format --check --quiet --diff .
	run "Granskar kodreglerna" $(BIN)/ruff check --quiet .
	run "Granskar typerna" $(BIN)/mypy --no-error-summary
	run "Granskar vem som importerar vem" $(BIN)/lint-imports --no-logo
	if [ -n "$$(find templates -name '*.html' -print -quit)" ]; then
	    run "Granskar mallarnas format" $(BIN)/djlint templates --check
	    run "Granskar mallarna" $(BIN)/djlint templates --lint
	fi
	if [ "$$failed" ]; then echo "✗ Granskningen hittade fel, se ovan. «make fix» rättar det som kan rättas av sig självt." >&2; exit 1; fi
	echo "✓ Granskningen hittade inga fel."

fix: venv-test ## Rätta format och det bland kodreglerna som kan rättas av sig självt
	@echo "→ Rättar kod och mallar …"
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	if [ -n "$$(find templates -name '*.html' -print -quit)" ]; then
	    # djlint exits with 1 when it has changed a file, which is what it was asked to do.
	    $(BIN)/djlint templates --reformat --quiet > /dev/null || true
	fi
	echo "✓ Klart. «make check» visar om något återstår."

bench: venv-test ## Mät hur fort produkten svarar
	@exec $(BIN)/python -m benchmarks $(ARGS)

pictures: venv-test ## Godta hur tidplanens bilder ser ut nu (se på dem innan du checkar in dem)
	@ACCEPT_PICTURES=1 $(BIN)/python -m pytest -q tests/charts/test_pictures.py tests/charts/test_annual_wheel.py

# npm works in a folder of its own, so that the checkout gets no node_modules; the lock file left there tells the next
# run what was copied. Each file is moved into place whole, and the note is written last: an interrupted run is redone.
#
# Packages' own scripts are never run: one that swagger-ui-dist brings along would report home when it is installed.
assets: venv-node-if-needed ## Hämta stilmallarna och visaren för API-beskrivningen till portfolio/static/vendor
	@if $(ASSETS_CURRENT); then exit 0; fi
	echo "→ Hämtar stilmallarna och visaren …"
	mkdir -p build $(VENDOR)/designsystemet $(VENDOR)/swagger-ui
	rm -f build/assets-lock.json
	work=$$(mktemp -d build/assets-XXXXXX)
	trap 'rm -rf "$$work" $(VENDOR)/*/*.part' EXIT
	cp package.json package-lock.json .npmrc "$$work"
	npm --version > /dev/null 2>&1 || export PATH="$(CURDIR)/$(BIN):$$PATH"
	(cd "$$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) || { cat "$$work/npm.log" >&2; echo "✗ Det gick inte att hämta dem, se ovan." >&2; exit 1; }
	place() { install -m 644 "$$work/node_modules/$$1" "$(VENDOR)/$$2.part"; mv -f "$(VENDOR)/$$2.part" "$(VENDOR)/$$2"; }
	place @digdir/designsystemet-css/dist/src/index.css designsystemet/index.css
	place @digdir/designsystemet-css/dist/theme/designsystemet.css designsystemet/theme.css
	place @digdir/designsystemet-css/LICENSE designsystemet/LICENSE
	for name in $(SWAGGER_UI); do
	    place "swagger-ui-dist/$$name" "swagger-ui/$$name"
	done
	cp package-lock.json build/assets-lock.json
	echo "✓ Stilmallarna och visaren ligger i $(VENDOR)."

wheel: venv assets ## Bygg ett installerbart paket i dist/
	@echo "→ Bygger paketet …"
	$(BIN)/python -m hatchling build -t wheel -d dist

# uv resolves for every platform and Python version at once, which pip cannot; it is needed here alone, so it is
# installed here alone. Pins stay as they are unless LOCK_ARGS="--upgrade" asks for newer ones. The header names this
# target, since uv's own command line would hold a machine's index settings where such were given.
lock: venv ## Räkna om låsfilerna i requirements/ efter pyproject.toml (LOCK_ARGS="--upgrade" höjer versionerna)
	@echo "→ Räknar om låsfilerna …"
	$(BIN)/uv --version > /dev/null 2>&1 || $(BIN)/python -m pip install -q "$$($(BIN)/python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["lock"][0])')"
	compile() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" $(LOCK_ARGS) "$$@" > /dev/null; }
	compile pyproject.toml -o requirements/runtime.txt
	compile --group build -o requirements/build.txt
	compile --group node -o requirements/node.txt
	compile pyproject.toml --extra test --group build --group lock -c requirements/runtime.txt -o requirements/test.txt
	echo "✓ Låsfilerna stämmer med pyproject.toml."

# ---- What the targets above stand on ----

system-packages:
	@exec tests/system-packages.sh

SWAGGER_UI := swagger-ui.css swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt LICENSE NOTICE
ASSETS := $(addprefix designsystemet/,index.css theme.css LICENSE) $(addprefix swagger-ui/,$(SWAGGER_UI))
ASSETS_CURRENT = cmp -s package-lock.json build/assets-lock.json $(foreach file,$(ASSETS),&& [ -s $(VENDOR)/$(file) ])

# A machine without npm gets one from a Python package, inside the virtual environment.
.PHONY: venv-node-if-needed
venv-node-if-needed:
	@if $(ASSETS_CURRENT) || npm --version > /dev/null 2>&1; then exit 0; fi
	$(MAKE) --no-print-directory venv-node

# $(call install,STAGE,LOCK FILES,TEXT,AFTERWARDS): bring the virtual environment up to the lock files.
# The stage's stamp holds a checksum of the lock files, the folder and the Python version, and is written last. What
# stands under it (.installing) tells that an earlier run was interrupted: pip takes a half-copied package for an
# installed one, so only beginning anew is safe then. The same goes for an environment that was moved or copied, whose
# programs would run the other folder's code.
define install
key() { { echo "$(CURDIR)"; $(BIN)/python -V; cat $(2) pyproject.toml; } 2> /dev/null | sha256sum; }
stamp=$(VENV)/.installed-$(1)
# Two runs in one checkout must not build the environment at the same time.
if command -v flock > /dev/null; then exec 9< Makefile; flock 9; fi
if [ ! -e $(VENV)/.installing ] && [ "$$(key)" = "$$(cat $$stamp 2> /dev/null)" ]; then exit 0; fi
if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
    echo "✗ Python 3.11 eller senare behövs, men «$(PYTHON)» är inte det ($$($(PYTHON) -V 2> /dev/null || echo programmet saknas)). Välj en annan med «make … PYTHON=python3.11»." >&2
    exit 1
fi
if ! $(PYTHON) -c 'import venv, ensurepip' 2> /dev/null; then
    echo "✗ Pythons modul för virtuella miljöer saknas. Kör: sudo apt-get install python3-venv" >&2
    exit 1
fi
if [ -e $(VENV) ] && { [ -e $(VENV)/.installing ] || ! $(BIN)/python -m pip --version > /dev/null 2>&1 || ! grep -qF "$(CURDIR)/$(BIN)/python" $(BIN)/pip; }; then
    echo "→ Den virtuella miljön i $(VENV) är ofullständig eller flyttad; den görs om från början."
    rm -rf $(VENV)
fi
if [ ! -e $(VENV) ]; then
    echo "→ Skapar en virtuell Pythonmiljö i $(VENV) …"
    # The note is there before anything else, since also this step can be interrupted.
    mkdir $(VENV)
    touch $(VENV)/.installing
    $(PYTHON) -m venv $(VENV)
fi
touch $(VENV)/.installing
rm -f $$stamp
echo "→ Installerar $(3) …"
# Left uncompiled, packages install in half the time; Python compiles the modules that are used, when they are used.
for lock in $(2); do $(BIN)/python -m pip install -q --no-compile --require-hashes -r $$lock; done
$(4)
key > $$stamp
rm -f $(VENV)/.installing
endef

venv:
	@$(call install,runtime,requirements/runtime.txt requirements/build.txt,det som produkten behöver (någon halv minut första gången),rm -f $(VENV)/.installed-test; $(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .)

venv-test: venv
	@$(call install,test,requirements/test.txt,det som testerna behöver (någon halv minut första gången))

venv-node:
	@$(call install,node,requirements/node.txt,npm)
