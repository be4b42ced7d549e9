"""`make bench`: speed and cost as ratios and counts within one run, each row beside its limit."""
