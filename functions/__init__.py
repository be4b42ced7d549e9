"""Lambda entry points; each folder holds handler, settings and wiring of one function."""
