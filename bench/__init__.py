"""Benchmarks: one command each, with a printed table. `python -m bench --help`."""
