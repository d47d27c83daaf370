"""The one kind of error whose text may be shown to people."""


class Explained(ValueError):
    """A refusal in plain Chinese that says what to do. Its text never holds what was refused.

    Validators raise it; `errors.explain` shows its text, and the text of no other error.
    """
