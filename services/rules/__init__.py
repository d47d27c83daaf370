"""What law and office say, shared by the services, as data with its source."""
