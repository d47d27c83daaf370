"""Pages of reporting, a folder for each audience."""
