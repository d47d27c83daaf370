"""The one kind of error an operator sees as a sentence instead of a stack trace."""


class OperatorError(Exception):
    """Something outside the program is in the way. The text is Chinese, says what, and what to do next."""
