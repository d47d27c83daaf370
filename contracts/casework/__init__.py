"""Messages owned by the casework service, one module per published version."""
