"""Pictures of papers as Django takes them from a posted page: piece by piece, sealed where they are large."""

from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from dorgora.applications.local import MAX_PICTURE_BYTES
from dorgora.config.cutting import FULL, LEFT_OUT
from dorgora.config.spooling import Full, Spool


class Upload(UploadedFile):
    """What came of a file."""

    left_out = ""
    """Why nothing of it is here: `full`, the disk took no more, or `too_much`, with the others that came with it."""


class SealedUploads(FileUploadHandler):
    """For `FILE_UPLOAD_HANDLERS`: each file in a spool of its own."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins a file; the front says it with the type of one that it left out."""
        super().new_file(*args, **kwargs)
        self.file = Spool(settings.DATA_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
        why = (self.content_type_extra or {}).get(LEFT_OUT, "")
        self.left_out = why.decode("latin-1") if isinstance(why, bytes) else why

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps what a picture may have; more is counted, so that the page can say it, and thrown away."""
        if self.left_out or start + len(raw_data) > MAX_PICTURE_BYTES:
            return
        try:
            self.file.write(raw_data)
        except Full:
            self.left_out = FULL

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, with the size that was sent."""
        self.file.rewind()
        upload = Upload(
            file=cast(IO[bytes], self.file),  # as much of a file as is asked of one
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        upload.left_out = self.left_out
        return upload
