"""The bus: its streams, durables and who may do what on it."""
