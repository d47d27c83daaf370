"""The one kind of error whose text people may read."""


class Explained(ValueError):
    """A refusal in plain Chinese that says what to do. Its text never holds what was refused.

    Validators raise it; `errors.explain` shows its text, and the text of no other error.
    """
