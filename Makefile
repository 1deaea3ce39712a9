.DEFAULT_GOAL := help
.PHONY: help build run test lint generate checkgenerate bench load interop-server experiments mutate clean

CONFIGURATION ?= Release
configuration := $(shell echo $(CONFIGURATION) | tr A-Z a-z)
server := artifacts/bin/Fastchat.Server/$(configuration)/Fastchat.Server

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Analyzers, documentation files and symbols are for tests and CI: a newcomer's first start need not wait for them.
build: ## Restore and build the server
	@dotnet build src/Fastchat.Server -c $(CONFIGURATION) -v q --nologo -clp:NoSummary -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false -p:DebugType=none -p:EnableSourceLink=false

run: build ## Start the server on http://127.0.0.1:8080
	@exec $(server)

test: ## Install what the tests need and run them all
	@eng/test

lint: ## Check protos, formatting and shell scripts
	@eng/lint

generate: ## Write the TypeScript and Python code of the contracts
	@eng/generate

checkgenerate: ## Fail when the generated code is stale
	@eng/generate --check

bench: ## Measure the server and print the figures
	@eng/bench

load: ## Put the server under load, nginx beside it; SCENARIO=first_token for one, ARGS="--streams 100" for sizes
	@eng/load $(SCENARIO) $(ARGS)

interop-server: ## Serve gRPC's interoperability tests in cleartext on 127.0.0.1:PORT
	@dotnet build tests/Fastchat.Rpc.Interop -c $(CONFIGURATION) -v q --nologo -clp:NoSummary
	@PORT=$(or $(PORT),10000) exec artifacts/bin/Fastchat.Rpc.Interop/$(configuration)/Fastchat.Rpc.Interop

experiments: ## Run the full-size experiments
	@FASTCHAT_EXPERIMENTS=1 eng/test

mutate: ## Take each wall between tenants away in turn: the tests must notice
	@eng/mutate-tenant-filters

clean: ## Remove what was built
	@rm -rf artifacts test-results
