# The commands of the project. Everything is installed in .venv from requirements.lock; no root needed.
PYTHON ?= python3
ROOT := $(CURDIR)
BIN := .venv/bin

.PHONY: setup run test check review bench fuzz server deploy worker lock clean

setup: .venv/installed

.venv/installed: requirements.lock Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "anbudslots: Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@printf '#!%s/.venv/bin/python\nimport sys\n\nsys.path.insert(0, "%s")\nfrom cli import main\n\nif __name__ == "__main__":\n    main()\n' "$(ROOT)" "$(ROOT)" > $(BIN)/anbudslots
	@chmod +x $(BIN)/anbudslots
	@touch $@

run: setup
	@$(BIN)/python -m samples.night

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

review: setup
	$(BIN)/anbudslots review

bench: setup
	@for b in benchmarks/reading.py benchmarks/considerations.py benchmarks/matching.py benchmarks/drafts.py; do echo "== $$b"; $(BIN)/python -m benchmarks.$$(basename $$b .py) || exit 1; done

lock:
	uv pip compile pyproject.toml --extra dev --extra postgresql --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache

# Prefect for every night: a server, the deployment, a worker. Nothing calls home.
server deploy worker: export DO_NOT_TRACK = 1
server deploy worker: export PREFECT_SERVER_ANALYTICS_ENABLED = false
server deploy worker: export PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS = false
deploy worker: export PREFECT_API_URL ?= http://127.0.0.1:4200/api
deploy worker: export ANBUDSLOTS_ROOT = $(ROOT)

server: setup
	$(BIN)/prefect server start

deploy: setup
	$(BIN)/prefect work-pool create anbudslots --type process --overwrite
	$(BIN)/prefect --no-prompt deploy --all

worker: setup
	$(BIN)/prefect worker start --pool anbudslots

fuzz: setup
	$(BIN)/python -m benchmarks.fuzz
