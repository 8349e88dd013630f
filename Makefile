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

# Release builds of generated code leave a check out; Package.swift looks at this variable.
export BERTH_UNCHECKED := 1

# The benchmarks are built with everything else that `make` builds, so that they cannot rot.
export BERTH_BENCHMARKS := 1

# Tests that wait for a broker are not run beside those that take the processor for themselves.
broker_tests := ^(AMQPTests|EndToEndTests|Faults)\.

# A crash of theirs ends the process, and must name its input only.
fuzz_tests := ^FuzzTests\.

swift_sources := Package.swift Sources Tests docs/examples Benchmarks
shell_sources := scripts/*.sh deploy/dev/*.sh docs/examples/python/*.sh .ci/run

.PHONY: help setup run stop build test conformance bench fuzz soak simulate proto format lint clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-11s %s\n' "$$name" "$$text"; done

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
	@echo "== without a broker" && swift test --skip-build --disable-xctest --skip '$(broker_tests)|$(fuzz_tests)'
	@echo "== bytes from outside" && swift test --skip-build --disable-xctest --filter '$(fuzz_tests)'
	@echo "== with a real broker" && swift test --skip-build --disable-xctest --filter '$(broker_tests)'
	@scripts/conformance.sh --self-test --skip-without-network --worker "$$(swift build --show-bin-path)/berthd" --count 300

conformance: setup ## compare places and devices with OpenStack Nova's: SEED=1 COUNT=10000, or one: CASE=fit:17
	@swift build -c release --product berthd
	@scripts/conformance.sh --self-test --worker "$$(swift build -c release --show-bin-path)/berthd" \
		--seed $(or $(SEED),1) --count $(or $(COUNT),10000) $(if $(CASE),--case $(CASE))

bench: setup ## measure against what broker and disk allow (release; some 6 minutes, BENCH="--only ab" for a part)
	@scripts/bench.sh $(BENCH)

fuzz: ## try bytes on everything that parses (MINUTES=10 SEED=1 TARGET= INPUT=)
	@swift build --build-tests
	@BERTH_FUZZ_MINUTES='$(if $(INPUT),,$(or $(MINUTES),10))' BERTH_FUZZ_SEED='$(or $(SEED),1)' BERTH_FUZZ_TARGET='$(TARGET)' \
		BERTH_FUZZ_INPUT='$(abspath $(INPUT))' swift test --skip-build --disable-xctest --filter '$(fuzz_tests)'

soak: setup ## random faults under load: SEED=… MINUTES=… (defaults: a random seed, 10 minutes), FAULTS=… in a round
	@swift build --build-tests
	@BERTH_SOAK_MINUTES=$(or $(MINUTES),10) BERTH_SOAK_FAULTS=$(or $(FAULTS),20) BERTH_FAULT_SEED=$(SEED) \
		swift test --skip-build --disable-xctest --filter '^Faults\.FaultTests/'

# make simulate SEEDS=10000 [FROM=301], or one of them: make simulate SEED=7 [TRACE=1]
SEEDS ?= 2000
FROM ?= 1
simulation := $(if $(SEED),--seed $(SEED) $(if $(TRACE),--trace),--from $(FROM) --seeds $(SEEDS))

simulate: setup ## run SEEDS=… seeds of the simulation, or one SEED=… (TRACE=1: with all that happens)
	@swift build -c release --product simulate
	@"$$(swift build -c release --show-bin-path)/simulate" $(simulation)

proto: ## generate the Swift of messages and client stubs from schemas/
	@scripts/setup.sh --proto
	@scripts/proto.sh

format: ## lay the Swift sources out as .swift-format says
	@swift format --in-place --parallel --configuration .swift-format --recursive $(swift_sources)

lint: ## check the layout of the Swift sources and the syntax of the scripts
	@swift format lint --strict --parallel --configuration .swift-format --recursive $(swift_sources)
	@for script in $(shell_sources); do bash -n "$$script"; done

clean: stop ## stop, and remove everything built and every byte of the private broker and worker
	@rm -rf .build .run
