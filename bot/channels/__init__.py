"""The doors citizens use."""
