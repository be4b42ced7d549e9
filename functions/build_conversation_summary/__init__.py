"""Summarises a conversation in the background."""
