"""Where commands and questions come in: HTTP, and requests on the bus."""
