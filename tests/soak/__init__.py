"""The soak: whole installations talked to by a crowd while everything that can fail does; then counted."""
