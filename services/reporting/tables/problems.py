"""Why a question cannot be answered: a code for programs, a reason in Chinese for people."""


class Problem(Exception):
    """`status` is the HTTP status that says the same (404 there is no such thing, 422 the question is malformed)."""

    def __init__(self, status: int, code: str, reason: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.reason = reason


def malformed(code: str, reason: str) -> Problem:
    return Problem(422, code, reason)


def not_found(code: str, reason: str) -> Problem:
    return Problem(404, code, reason)
