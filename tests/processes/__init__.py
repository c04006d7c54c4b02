"""Real processes of one installation, started and killed by tests."""
