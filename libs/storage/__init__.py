"""Adapters to the one table and the one bucket; the only place that knows their keys."""
