"""The casework service."""
