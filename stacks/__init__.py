"""Infrastructure as code; imports nothing of functions or libs, refers to them by path."""
