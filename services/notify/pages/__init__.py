"""Pages of notify: the inbox of tasks (待办)."""
