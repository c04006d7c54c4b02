"""Rasa's graph components, doors and stores of our own, one per file."""
