"""What somebody would use instead of us, measured by the same clients on the same servers."""
