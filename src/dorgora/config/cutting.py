"""A posted form as it comes: what is typed is taken whatever its files are; a file there is no room for is left out.

The page that is told of a file that was left out refuses it beside its field, and has all else of the form.
Source: RFC 7578 (multipart/form-data), sections 4.1 and 4.2; RFC 2046, section 5.1.1.
"""

import re
from collections.abc import Iterator

from dorgora.config.spooling import Full, Spool

MOST_HEAD = 4096
"""What a part says of itself before its content."""
LEFT_OUT = "left-out"
"""Said with the type of a file that was left out, for the page: `FULL` or `TOO_MUCH`."""
FULL, TOO_MUCH = "full", "too_much"

_IS_FILE = re.compile(rb'^content-disposition:[^\r]*;[ \t]*filename\*?=(?!"")', re.IGNORECASE | re.MULTILINE)
"""A file was chosen; a field for one that is left empty names nothing."""
_TYPE = re.compile(rb"^content-type:[^\r]*\r\n", re.IGNORECASE | re.MULTILINE)


class TooMuchTyped(Exception):
    """More is typed, or is said of files, than one form may hold."""


class Parts:
    """A form: what is typed in memory, what files hold in a spool; read again in the order it came.

    most_typed: bytes of all that is typed and of the heads of parts. most_file: bytes of one file; the rest of it is
    left out, and the page finds it too large. most_files: bytes of all of them; from the first that is too much on, or
    that the disk does not take, they are left out.
    """

    def __init__(
        self, spool: Spool, boundary: bytes, *, most_typed: int, most_file: int, most_files: int
    ) -> None:
        self._spool = spool
        self._mark = b"\r\n--" + boundary
        self._most_typed, self._most_file, self._most_files = most_typed, most_file, most_files
        # The first mark needs no line before it, and what stands before it says nothing.
        self._tail, self._has_begun = b"\r\n", False
        self._head: bytes | None = None
        """What came of the head of a part, while it is read."""
        self._file: bytes | None = None
        """The head of the file that is read."""
        self._n_file, self._no_room = 0, ""
        self._pieces: list[bytearray | int] = [bytearray()]
        """What is typed, and between it how many bytes of the spool."""
        self._n_typed = 0

    def write(self, content: bytes) -> None:
        """The next bytes; the last few wait, as a mark may begin in them.

        Raises:
            TooMuchTyped: beside the files.
        """
        content, begin = self._tail + content, 0
        while (mark := content.find(self._mark, begin)) >= 0:
            self._pass(content[begin:mark])
            self._end_part()
            self._type(self._mark if self._has_begun else self._mark[2:])
            self._head, self._has_begun = b"", True
            begin = mark + len(self._mark)
        waits = max(begin, len(content) - len(self._mark) + 1)
        self._pass(content[begin:waits])
        self._tail = content[waits:]

    def end(self) -> None:
        """Nothing comes any more; reading can begin.

        Raises:
            TooMuchTyped: beside the files.
        """
        self._pass(self._tail)
        self._end_part()
        self._spool.rewind()

    @property
    def size(self) -> int:
        """Bytes that are to be read."""
        return sum(one if isinstance(one, int) else len(one) for one in self._pieces)

    def pieces(self, most: int) -> Iterator[bytes]:
        """All that is to be read, files in pieces of `most` bytes."""
        for one in self._pieces:
            if not isinstance(one, int):
                yield bytes(one)
                continue
            for begin in range(0, one, most):
                yield self._spool.read(min(most, one - begin))

    def _pass(self, content: bytes) -> None:
        if self._head is not None:
            content = self._past_head(self._head + content)
        if self._file is not None:
            self._keep(content)
        elif self._has_begun:
            self._type(content)

    def _past_head(self, content: bytes) -> bytes:
        """Reads the head of a part; gives what came behind it."""
        head, ends, rest = content.partition(b"\r\n\r\n")
        if not ends and len(content) <= MOST_HEAD:
            self._head = content
            return b""
        self._head = None
        if not ends or not _IS_FILE.search(head):
            return content
        self._file, self._n_file = head + ends, 0
        return rest

    def _type(self, content: bytes) -> None:
        self._n_typed += len(content)
        if self._n_typed > self._most_typed:
            raise TooMuchTyped
        piece = self._pieces[-1]
        assert isinstance(piece, bytearray)
        piece += content

    def _keep(self, content: bytes) -> None:
        """Some bytes of a file."""
        content = content[: self._most_file - self._n_file]
        if self._no_room or not content:
            return
        if self._spool.size + len(content) > self._most_files:
            self._no_room = TOO_MUCH
            return
        try:
            self._spool.write(content)
            self._n_file += len(content)
        except Full:
            self._no_room = FULL

    def _end_part(self) -> None:
        if self._head is not None:
            self._type(self._head)
        if self._file is not None and self._no_room:
            self._type(_left_out(self._file, self._no_room))
        elif self._file is not None:
            self._type(self._file)
            self._pieces += [self._n_file, bytearray()]
        self._head = self._file = None


def _left_out(head: bytes, why: str) -> bytes:
    """The head of a file that says why nothing follows it."""
    said = f"Content-Type: application/octet-stream; {LEFT_OUT}={why}\r\n\r\n"
    return _TYPE.sub(b"", head.removesuffix(b"\r\n")) + said.encode()
