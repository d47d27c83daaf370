"""The documents of the interfaces, written from the code: AsyncAPI for the bus, OpenAPI for each service."""
