"""Messages owned by the notify service, one module per published version."""
