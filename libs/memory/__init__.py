"""What coaches remember of an athlete, and how the right part of it is found by meaning."""
