"""A text an officer typed: as it is kept, or whole as she typed it with what is wrong with it."""

from dorgora.catalogue.forms import Problem
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.shell.answers import wrong


def read(text: str, most: int) -> tuple[str, str]:
    """The text as it is kept and no words; or all that was typed, and in words why it cannot be kept.

    Nothing is cut before it is counted: a page is never longer than one request may be.
    """
    # A line feed is a space: each of these texts is one paragraph on paper and in a message.
    try:
        return clean_text(" ".join(text.split()), most), ""
    except Refused as refused:
        return text, wrong(Problem(refused.reason, refused.detail))
