"""Agencies, their queues, endpoints and office hours."""
