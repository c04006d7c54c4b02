"""The language room: plain rules for Indonesian and regional chat; no framework, network or clock."""
