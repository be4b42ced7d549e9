"""The JSON routes of the API."""
