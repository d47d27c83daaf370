"""The public language of the services: events, commands, queries, value types and code tables (see README.md)."""
