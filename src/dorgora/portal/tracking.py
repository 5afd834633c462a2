"""Finding a file by what stands on its receipt; whatever leads nowhere looks and costs the same."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.kernel.codes import CODE_LENGTH, read_public_code, read_short_number
from dorgora.kernel.sealing import open_sealed, seal
from dorgora.kernel.secrets_file import subkey
from dorgora.places import queries as places
from dorgora.portal import local
from dorgora.shell import formats
from dorgora.shell.answers import area_names, named
from dorgora.shell.parts import Choice, Field

MOST_LETTERS = 5_000
"""Of an answer, shown again as it was typed; no code and no place has so many."""
MOST_IN_PLACE = 120
"""So many of them are looked for."""
MOST_OFFERED = 20
MOST_AREAS = 900
TOKEN_SECONDS = 30 * 60
_PLACE = b"portal file"
_NOBODYS = "0" * CODE_LENGTH


@dataclass
class Asked:
    """The code or number as typed, and the centre it was given at."""

    code: str = ""
    place_typed: str = ""
    place: str = ""
    offered: list[Any] = field(default_factory=list)
    is_searching: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Mapping[str, Any]) -> "Asked":
        """What was typed, as it stands: nothing is asked yet."""
        return cls(
            code=str(posted.get("code", ""))[:MOST_LETTERS].strip(),
            place_typed=str(posted.get("place-typed", ""))[:MOST_LETTERS].strip(),
            place=str(posted.get("place", ""))[:MOST_LETTERS].strip(),
        )

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Asked":
        """Read what was typed, in any of the country's digits; a place in words is looked for."""
        form = cls.typed(posted)
        # Enter in the first field presses the first button, and that is the search for a centre: only without a
        # code is it meant.
        form.is_searching = not form.code and posted.get("find") == "place"
        if form.is_searching or form.number:
            form._settle_place()
        elif not form.code:
            form.errors["code"] = _("Write the code from the receipt.")
        return form

    @property
    def ascii_code(self) -> str:
        """What was typed in Latin digits."""
        return formats.pack().script.to_ascii_digits(self.code)

    @property
    def number(self) -> str:
        """The seven digits, if that is what was typed."""
        return read_short_number(self.ascii_code) or ""

    def _settle_place(self) -> None:
        self.place = self.place if self.place.isalnum() else ""
        if self.place and places.centre(self.place) and not self.place_typed:
            return
        found = self._centres()
        if self.place in {one.place for one in found}:
            return
        self.place = found[0].place if len(found) == 1 else ""
        self.offered = found[:MOST_OFFERED] if len(found) > 1 else []
        if not self.place_typed and self.is_searching:
            self.errors["code"] = _("Write the code from the receipt.")
        elif not self.place_typed:
            self.errors["place"] = _("Seven digits are not enough. At which centre was it lodged?")
        elif len(found) > MOST_OFFERED:
            self.errors["place"] = _(
                "More centres begin so. Pick one, or write what it lies in behind a comma."
            )
        elif self.offered:
            self.errors["place"] = _("Pick one of these.")
        elif not self.place:
            self.errors["place"] = _("There is no centre of this name. Write it as on the receipt.")

    def _centres(self) -> list[Any]:
        words = self.place_typed[:MOST_IN_PLACE]
        areas = places.find_areas(words, limit=MOST_AREAS) if words else []
        centres = {one.place: one for one in places.centres(area.code for area in areas)} if areas else {}
        return [centres[area.code] for area in areas if area.code in centres]

    def find(self) -> applications.File | None:
        """The file, or None. Every question asks the database once for a file, whatever was typed."""
        if self.number:
            return applications.file_by_number(self.number, self.place)
        return applications.file_by_code(read_public_code(self.ascii_code) or _NOBODYS)

    @property
    def asked(self) -> str:
        """What `find` looks for, however it was written."""
        return (
            f"{self.number} {self.place}"
            if self.number
            else read_public_code(self.ascii_code) or self.ascii_code
        )

    def limits(self, address: str) -> list[local.Limit]:
        """Where a question that leads nowhere is counted."""
        here = [local.of_address(address)]
        return [*here, local.of_place(self.place)] if self.number and self.place else here

    def fields(self) -> list[Field]:
        """The two questions; the second only matters for seven digits."""
        lie_in = area_names(one.area for one in self.offered)
        choices = tuple(Choice(one.place, named(one), lie_in[one.area]) for one in self.offered)
        hint = _("14 letters and digits above the QR. Or the seven digits, with the centre.")
        return [
            Field("code", _("Code on the receipt"), value=self.code, hint=hint, error=self.errors.get("code", "")),
            Field("place", _("Centre, for seven digits"), "area", value=self.place, typed=self.place_typed,
                  choices=choices, required=False, error=self.errors.get("place", "")),
        ]  # fmt: skip


def token_of(file: applications.File, at: datetime) -> str:
    """An address for this file that ends by itself: the code of the receipt stands in it sealed, for nobody to read."""
    sealed = seal(_key(), _PLACE, f"{file.code} {int(at.timestamp())}".encode())
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def file_of(token: str, at: datetime) -> applications.File | None:
    """The file of such an address; None when it is over or was made up."""
    try:
        padded = token + "=" * (-len(token) % 4)
        sealed = urlsafe_b64decode(padded)
        code, made_at = open_sealed(_key(), _PLACE, sealed).decode().split()
    except ValueError:  # what is no token: foreign letters, altered, or sealed with another key
        return None
    if urlsafe_b64encode(sealed).decode() != padded:
        return None  # the same bytes written otherwise: one file has one address at a time
    is_over = not 0 <= int(at.timestamp()) - int(made_at) <= TOKEN_SECONDS
    return None if is_over else applications.file_by_code(code)


def _key() -> bytes:
    return subkey(settings.DISK_KEY, "portal tracking")
