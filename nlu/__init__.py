"""The Rasa room: it imports nothing of bot/ or actions/; only nlu.language is shared with them."""
