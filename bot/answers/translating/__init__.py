"""Texts on their way to translators and back: one row a text and language, and nothing is lost on the way (F101)."""
