"""The coach as stored, the athlete's profile, and the personality part of every prompt."""
