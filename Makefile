# The front door. `make run` starts everything; `make test` proves it; `make help` lists the rest.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BOT := .venv/bin/python -m bot

.DEFAULT_GOAL := help
.PHONY: help run demo chat setup setup-dev test check train evaluate doctor soak bench lock clean

help:  ## daftar perintah
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup  ## siapkan dan jalankan semuanya di mesin ini
	@$(BOT) run

demo: setup  ## isi orang, laporan dan pertanyaan karangan
	@$(BOT) demo

chat: setup  ## mengobrol di terminal dengan server yang sedang berjalan
	@$(BOT) chat

doctor: setup  ## periksa apa yang terpasang dan terjangkau
	@$(BOT) doctor

train: setup  ## latih model bahasa bila datanya berubah
	@$(BOT) train

evaluate: setup  ## ukur pemahaman, bahaya dan yang disebut, pada kalimat yang tidak dilatihkan
	@$(BOT) evaluate understanding tests/nlu/sets/understanding.tsv
	@$(BOT) evaluate danger tests/nlu/sets/danger.tsv
	@$(BOT) evaluate entities tests/nlu/sets/entities.tsv

setup:
	@test -n "$(PYTHON)" || { echo "Langkah Aman membutuhkan Python 3.11 atau lebih baru (perintah python3)."; exit 1; }
	@$(PYTHON) bot/operations/environments.py

setup-dev:
	@test -n "$(PYTHON)" || { echo "Langkah Aman membutuhkan Python 3.11 atau lebih baru (perintah python3)."; exit 1; }
	@$(PYTHON) bot/operations/environments.py --dev

test: setup-dev  ## seluruh uji, di SQLite dan PostgreSQL, dengan Rasa sungguhan
	@.venv/bin/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(TEST)

check: setup-dev  ## ruff, mypy strict, lantai-lantai impor
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

soak: setup-dev  ## uji tahan: semua bagian dimatikan, dibekukan, dipenuhi (SOAK="--seed 7 --people 20 …")
	@.venv/bin/python -m tests.soak $(SOAK)

bench: setup-dev  ## ukur kecepatan di samping Rasa biasa (BENCH="turns --messages 200 …")
	@.venv/bin/python -m bench $(BENCH)

lock: setup-dev  ## perbarui berkas kunci versi (perlu jaringan)
	@.venv/bin/python -m pip install -q uv
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.10 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links nlu/requirements.in -o nlu/requirements.txt

clean:  ## hapus berkas sementara (bukan data di var/)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
