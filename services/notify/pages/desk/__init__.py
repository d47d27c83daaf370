"""Desk: pages of those who do the work: the inbox of tasks (待办)."""
