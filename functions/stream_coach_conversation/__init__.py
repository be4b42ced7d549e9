"""The chat function: streams conversations, starts builds."""
