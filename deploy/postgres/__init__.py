"""Server settings, databases and roles, as the SQL and configuration files PostgreSQL itself reads."""
