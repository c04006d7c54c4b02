"""The peer of the benchmark: a stock Rasa server on the same training data."""
