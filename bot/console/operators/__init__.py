"""The operators' screens: deliveries, stuck work, endpoints, accounts, the audit chain."""
