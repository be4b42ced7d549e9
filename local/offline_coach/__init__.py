"""The offline coach: a rule-based demo coach behind the local Bedrock, and it says so.

It reads the same prompts and writes the same formats as the real model; it understands plain
English and asks where it does not understand.
"""
