# `make help` lists the targets. Nothing here asks a question or needs a terminal.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build demo test python-library python-test sanitize fuzz bench check-pot check-pot-tests check-snippets docs lint clean

# The command that bench and check-pot run; another build of it may be given as OT=path.
OT ?= .build/release/ot
ARGS ?=
BENCH_PYTHON := .venv-bench/bin/python
BENCH_READY := .venv-bench/complete
PYTHON_READY := .venv-python/complete
PYTEST = PYTHONPATH=python .venv-python/bin/python -m pytest -q -p no:cacheprovider python/tests </dev/null
LIBRARY := libswiftot.$(if $(filter Darwin,$(shell uname -s)),dylib,so)
CORES := $(shell getconf _NPROCESSORS_ONLN)
SWIFT_SOURCES := $(wildcard Sources Tests Snippets Fuzz Package.swift)

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

setup: # install what the build needs, or say what to type
	@Scripts/setup.sh

build: setup ## build the command, .build/release/ot
	swift build -c release --product ot </dev/null

demo: build ## the tour: every formulation, as one report in demo-output/
	.build/release/ot demo --output demo-output </dev/null

# Tests are built with -enable-testing, hence apart: neither build undoes the other. Machine code is made
# on all cores, file by file; the command's is made module by module, which inlines more. The build makes
# the shared library and the programs of the articles too, which are tested last; ARGS picks tests in Swift.
test: setup $(PYTHON_READY) ## build and run the tests, in release mode
	swift test -c release --scratch-path .build-test --disable-xctest \
	  -Xswiftc -enable-testing -Xswiftc -num-threads -Xswiftc $(CORES) $(ARGS) </dev/null
	$(if $(ARGS),,SWIFTOT_LIBRARY="$(CURDIR)/.build-test/release/$(LIBRARY)" $(PYTEST))
	$(if $(ARGS),,@Scripts/check-snippets.py .build-test/release)

python-library: setup ## build the library of the Python package into python/swiftot
	@python3 python/backend/swift_backend.py

python-test: python-library $(PYTHON_READY) ## run the tests of the Python package with that library
	$(PYTEST) $(ARGS)

$(PYTHON_READY): python/requirements-test.txt Scripts/python-environment.sh
	@Scripts/setup.sh python
	@Scripts/python-environment.sh .venv-python python/requirements-test.txt

# The address sanitizer watches every test, the damaged files among them. Its leak check is off: it
# reports Foundation's own.
sanitize: setup ## build and run the tests under the address sanitizer
	ASAN_OPTIONS=detect_leaks=0 swift test --sanitize=address -c release --scratch-path .build-sanitize --disable-xctest \
	  -Xswiftc -enable-testing $(ARGS) </dev/null

# libFuzzer makes up inputs that reach code not seen before, under the address sanitizer.
fuzz: setup ## feed every reader and the C interface with 10^6 inputs each, e.g. ARGS=interface RUNS=1000
	OT_FUZZ=1 swift build -c release --product fuzz --scratch-path .build-fuzz \
	  -Xswiftc -sanitize=address,fuzzer -Xcc -fsanitize=address,fuzzer-no-link </dev/null
	@Fuzz/run.sh $(ARGS)

bench: build python-library $(BENCH_READY) ## time the library beside its peers, e.g. ARGS='--only entropic n=5000'
	$(BENCH_PYTHON) Benchmarks/run.py --ot $(OT) $(ARGS) </dev/null

check-pot: build $(BENCH_READY) ## check values and certificates on images against POT, IMAGES=DIR
	@[ -n "$(IMAGES)" ] || { echo "usage: make check-pot IMAGES=DIR" >&2; exit 64; }
	$(BENCH_PYTHON) Benchmarks/check_against_pot.py --ot $(OT) $(ARGS) "$(IMAGES)" </dev/null

check-pot-tests: python-library $(BENCH_READY) ## run POT's own tests on swiftot.pot, POT=DIR of a release
	@[ -n "$(POT)" ] || { echo "usage: make check-pot-tests POT=DIR" >&2; exit 64; }
	$(BENCH_PYTHON) -m pip install --quiet --disable-pip-version-check pytest scipy
	PYTHONPATH=python $(BENCH_PYTHON) python/tests/check_pot_tests.py "$(POT)" </dev/null

$(BENCH_READY): $(wildcard Benchmarks/requirements*.txt) Scripts/benchmark-environment.sh
	@Scripts/benchmark-environment.sh .venv-bench

# The documentation plugin is a dependency only here: see OT_DOCS in Package.swift.
docs: setup ## build the documentation into docs-output/; a broken or ambiguous link is an error
	OT_DOCS=1 swift package --scratch-path .build-docs \
	  --allow-writing-to-directory docs-output \
	  generate-documentation --target OptimalTransport --output-path docs-output --warnings-as-errors \
	  --transform-for-static-hosting $(ARGS) </dev/null
	@echo "Documentation: python3 -m http.server -d docs-output, then" \
	  "http://localhost:8000/documentation/optimaltransport"

check-snippets: setup ## run the programs of the articles: they must print what their comments say
	swift build -c release </dev/null
	@Scripts/check-snippets.py .build/release

lint: ## check the style of the sources
	swift format lint --strict --parallel -r $(SWIFT_SOURCES)

clean: ## remove what the targets made
	rm -rf .build .build-test .build-sanitize .build-docs .build-python .build-fuzz .venv-bench .venv-python demo-output bench-output docs-output
