"""What citizens tell agencies."""
