"""The part of the chat function that starts a build, as a function of its own."""
