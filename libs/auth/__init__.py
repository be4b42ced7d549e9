"""Who is calling: verification of access tokens."""
