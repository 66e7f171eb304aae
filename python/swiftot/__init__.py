"""Optimal transport whose every number says how good it is."""
