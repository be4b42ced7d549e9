"""The prompts of the program engine: reviewed artefacts, static part first, data fenced."""
