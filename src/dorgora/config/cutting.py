"""A posted page as it comes, with each of its parts kept up to a length: a picture too large costs only itself.

The page that is told of it refuses that one picture beside its field, and has all else of the form.
Source: RFC 7578 (multipart/form-data), section 4.1; RFC 2046, section 5.1.1.
"""

from collections.abc import Callable


class Cut:
    """Writes on what comes; of a part longer than `most_part`, with its own head, the rest is left out."""

    def __init__(self, write: Callable[[bytes], None], boundary: bytes, most_part: int) -> None:
        self._write, self._most = write, most_part
        self._mark = b"\r\n--" + boundary
        self._n_part, self._tail = 0, b""

    def write(self, content: bytes) -> None:
        """The next bytes; the last few wait, as a mark may begin in them."""
        content, begin = self._tail + content, 0
        while (mark := content.find(self._mark, begin)) >= 0:
            self._pass(content[begin:mark])
            self._write(self._mark)
            self._n_part, begin = 0, mark + len(self._mark)
        waits = max(begin, len(content) - len(self._mark) + 1)
        self._pass(content[begin:waits])
        self._tail = content[waits:]

    def end(self) -> None:
        """Nothing comes any more."""
        self._pass(self._tail)

    def _pass(self, content: bytes) -> None:
        self._write(content[: max(0, self._most - self._n_part)])
        self._n_part += len(content)
