"""Langkah Aman: the application around the Rasa model."""
