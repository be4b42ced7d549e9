"""The program engine: the model decides what only a coach can decide, code owns the rest."""
