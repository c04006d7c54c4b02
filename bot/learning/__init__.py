"""How the bot is taught: misses, training, the model door."""
