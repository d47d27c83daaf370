"""The `yingyuan` command: a folder or a file for each command, named as it is typed; `main.py` registers them.

In a folder `command.py` has what Typer reads: options, help, what is printed, the exit code. The files beside it do the
work, and are imported when the command runs: they are heavy, and `yingyuan --help` should answer at once.
"""
