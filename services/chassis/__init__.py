"""The runtime under the four services. Not a service: nothing here runs by itself, and no word of the business is in it."""
