# Everything that is done with Berth from a checkout. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Swift may be installed without being on PATH (under sudo, say); empty until setup has explained what is missing.
swift_folder := $(shell scripts/find-swift.sh)
ifneq ($(swift_folder),)
export PATH := $(swift_folder):$(PATH)
endif

# In continuous integration a warning is an error; Package.swift looks at this variable.
ifeq ($(CI),true)
export BERTH_WARNINGS_ARE_ERRORS := 1
endif

# Tests that wait for a broker are not run beside those that take the processor for themselves.
broker_tests := ^(AMQPTests|EndToEndTests)\.

swift_sources := Package.swift Sources Tests Benchmarks
shell_sources := scripts/*.sh deploy/dev/*.sh .ci/run

.PHONY: help setup run stop build test bench proto format lint clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-7s %s\n' "$$name" "$$text"; done

setup: ## install what is missing on Debian 12 (root or sudo), check Swift
	@scripts/setup.sh

run: ## the whole of Berth on this machine, with a private RabbitMQ and a small workload
	@scripts/run.sh

stop: ## stop what `make run` has started; the data stays
	@scripts/stop.sh

build: setup ## build everything, tests included (debug)
	@swift build --build-tests

test: setup lint ## everything: style, unit, property, broker and end-to-end tests
	@swift build --build-tests
	@echo "== without a broker" && swift test --skip-build --disable-xctest --skip '$(broker_tests)'
	@echo "== with a real broker" && swift test --skip-build --disable-xctest --filter '$(broker_tests)'

bench: setup ## measure against what broker and disk allow (release; some 6 minutes, BENCH="--only ab" for a part)
	@scripts/bench.sh $(BENCH)

proto: ## generate Sources/Wire/Generated from schemas/
	@scripts/setup.sh --proto
	@scripts/proto.sh

format: ## lay the Swift sources out as .swift-format says
	@swift format --in-place --parallel --configuration .swift-format --recursive $(swift_sources)

lint: ## check the layout of the Swift sources and the syntax of the scripts
	@swift format lint --strict --parallel --configuration .swift-format --recursive $(swift_sources)
	@for script in $(shell_sources); do bash -n "$$script"; done

clean: stop ## stop, and remove everything built and every byte of the private broker and worker
	@rm -rf .build .run
