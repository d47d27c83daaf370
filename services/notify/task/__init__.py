"""Things that are due (待办)."""
