"""Logs, metrics and dumps: facts about work, never the text of athletes or models."""
