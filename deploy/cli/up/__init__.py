"""`yingyuan up`, and what `--demo` adds to it."""
