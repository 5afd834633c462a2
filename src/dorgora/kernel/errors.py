"""What an action says when it will not do what was asked: a reason with a sentence, never a stack trace."""

from typing import Any


class Refused(Exception):
    """The request cannot be done, and the person who asked can be told why.

    `reason` is a code with a sentence in every language, `field` the field of the form it is about, `detail`
    the values the sentence names.
    """

    def __init__(self, reason: str, field: str | None = None, detail: dict[str, Any] | None = None) -> None:
        super().__init__(reason if field is None else f"{field}: {reason}")
        self.reason = reason
        self.field = field
        self.detail = detail or {}
