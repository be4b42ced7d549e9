"""Schemathesis over the served OpenAPI of a running system: `make fuzz`."""
