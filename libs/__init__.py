"""Domain packages and adapters; `functions/` composes them, nothing here reads the environment."""
