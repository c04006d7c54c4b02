"""What editors tell citizens."""
