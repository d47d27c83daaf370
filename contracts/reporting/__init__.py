"""Messages owned by the reporting service, one module per published version."""
