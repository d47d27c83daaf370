"""Persons whose data is sealed."""
