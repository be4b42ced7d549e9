"""Everything that runs on one machine without AWS."""
