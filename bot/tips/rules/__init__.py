"""Pure rules about a tip: what a text indicates, how urgent it is, who receives it."""
