"""Constructs with one purpose each; stacks only compose them."""
