"""Pages of notify, a folder for each audience."""
