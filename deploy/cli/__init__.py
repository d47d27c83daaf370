"""The `yingyuan` command: one module per command, each a function that Typer reads."""
