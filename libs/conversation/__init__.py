"""The conversation domain: one turn, its history, its commands; knows no transport and no AWS."""
