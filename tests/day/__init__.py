"""One day of an athlete on the whole local system, watched on the wire and in the logs."""
