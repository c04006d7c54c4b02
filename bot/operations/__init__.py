"""What runs an installation: environments, launcher, doctor, backup, demonstration data."""
