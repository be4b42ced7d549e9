"""Wire formats in and out, and the adapters that send events to AWS."""
