"""Finds jobs that nobody works on any more: resumes or fails them, and sends what is left over."""
