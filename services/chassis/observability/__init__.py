"""Logs by allow-list, names of metrics and trace spans."""
