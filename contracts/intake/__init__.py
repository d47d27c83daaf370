"""Messages owned by the intake service, one module per published version."""
