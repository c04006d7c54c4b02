"""Honest measuring: files of sentences nobody trained on, and what the bot makes of them."""
