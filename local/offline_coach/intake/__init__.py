"""Reading a conversation in plain English by rules: what the athlete said, field by field."""
