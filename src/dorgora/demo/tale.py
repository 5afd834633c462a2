"""What a pack says of the playing (`story.toml`): where, which services, what is typed and what must be read."""

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from dorgora.kernel.pack import Pack, load_pack


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing in a story is guessed, nothing unknown is passed over."""


class Place(_Part, frozen=True):
    """An area as a form is told it: its code, and what an operator types to find it."""

    code: str
    typed: str


class Numbers(_Part, frozen=True):
    """Numbers nobody has: # is any digit, YYYY the year of birth."""

    identity: str
    phone: str
    register: str


class Scene(_Part, frozen=True):
    """One service as it is played, and what must be read: before consent, at the read-back, at the desk, on the paper.

    answers: {mother} and the like are people of the cast, {phone} and {identity} new numbers, {born} a birthday.
    hides: what is not said to one who can get it.
    """

    service: str
    answers: dict[str, str]
    state_minor: int = 0
    operator_minor: int = 0
    born_days_ago: tuple[int, int] = (8_000, 12_000)
    told: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    read_back: tuple[str, ...] = ()
    at_desk: tuple[str, ...] = ()
    certified: tuple[str, ...] = ()
    dashboard: tuple[str, ...] = ()

    @property
    def paid_minor(self) -> int:
        """What the counter takes."""
        return self.state_minor + self.operator_minor


class Birth(Scene, frozen=True, kw_only=True):
    """The story's own service: a child at an age that costs something and one that does not, and a field sent back."""

    newborn_days_ago: tuple[int, int]
    returned: str
    corrected: str


class Bill(Scene, frozen=True, kw_only=True):
    """A service done at once: between which sums, in which steps; the answer `{sum}` is that sum."""

    sums_minor: tuple[int, int, int]


class Elsewhere(Scene, frozen=True, kw_only=True):
    """A service that an authority outside decides, and the officer of the cast who sends it there."""

    officer: str


class Tale(_Part, frozen=True):
    """The playing in one country; None where no service is decided by two offices (allowance) or by an authority
    outside (elsewhere).
    """

    place: str
    village: str
    centre: Place
    far: Place
    numbers: Numbers
    birth: Birth
    own: Scene
    bill: Bill
    allowance: Scene | None = None
    elsewhere: Elsewhere | None = None


class Country:
    """A pack as the players need it: its story, its services as they are published, its money as it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pack: Pack = load_pack(folder)
        story = folder / self.pack.table["files"]["story"]
        self.tale = msgspec.convert(tomllib.loads(story.read_text(encoding="utf-8")), type=Tale)
        self.services: dict[str, Any] = {
            service["key"]: service for service in map(json.loads, self.pack.services())
        }

    def name(self, scene: Scene) -> str:
        """What a service is called."""
        return str(self.services[scene.service]["names"][self.pack.latin_language])

    def title(self, scene: Scene) -> str:
        """What stands over its paper."""
        return str(self.services[scene.service]["certificate"]["titles"][self.pack.latin_language])

    def outside(self, scene: Scene) -> str:
        """What the authority outside is called that decides it."""
        return str(self.services[scene.service]["decided_by"]["outside"]["names"][self.pack.latin_language])

    def known_as(self, scene: Scene, known: str) -> str:
        """The field of a form that is filled in with what is known of the applicant.

        Raises:
            KeyError: none is.
        """
        for section in self.services[scene.service]["sections"]:
            for field in section["fields"]:
                if field.get("known_as") == known:
                    return str(field["name"])
        raise KeyError(known)

    def money(self, minor: int, *, exact: bool = True) -> str:
        """A sum as a page has it, without its sign."""
        return self.pack.currency.format(minor, self.pack.latin_language, always_minor=exact, sign=False)
