"""What was published, frozen: schemas and samples, and the tools that write and compare them."""
