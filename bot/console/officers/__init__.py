"""The officers' screens: inbox, a tip, its steps and evidence, conversations with citizens."""
