"""Movements: the catalogue, name matching, equipment, loads, substitution, injury bans."""
