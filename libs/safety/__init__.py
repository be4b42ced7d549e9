"""Keyword gates, screening and fixed replies; the model cannot clear any of them."""
