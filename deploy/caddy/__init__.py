"""The front door's configuration, the same file on a loopback address and in production."""
