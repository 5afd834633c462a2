"""What the tables of a country pack must say, before anybody reads them for what they mean."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dorgora.catalogue.kinds import Labels, Said

Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$", description="code of a language")]
FileName = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", description="name of a file inside the folder of the pack"),
]
Kind = Annotated[str, Meta(pattern="^[a-z_]{1,30}$", description="word of small letters")]
Digits = Annotated[str, Meta(pattern="^[0-9]*$", description="text of digits")]
Sign = Annotated[str, Meta(min_length=1, max_length=1)]
Positive = Annotated[int, Meta(ge=1, le=10**12)]
Days = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing in a pack is guessed, nothing unknown is passed over."""


class Numbers(Part, frozen=True):
    """How numbers are grouped."""

    first_group: Annotated[int, Meta(ge=1, le=9)]
    next_groups: Annotated[int, Meta(ge=1, le=9)]
    group_sign: Sign
    decimal_sign: Sign


class Money(Part, frozen=True):
    """The currency; notes and coins in minor units."""

    code: Annotated[str, Meta(pattern="^[A-Z]{3}$", description="code of a currency, as XTS")]
    minor_digits: Annotated[int, Meta(ge=0, le=4)]
    sign: Labels
    names: Labels
    minor_names: Labels
    notes: tuple[Positive, ...]
    coins: tuple[Positive, ...]
    typed_signs: tuple[Said, ...]


class Telephone(Part, frozen=True):
    """How numbers are kept and typed."""

    country_code: Annotated[str, Meta(pattern="^[1-9][0-9]{0,2}$", description="code of a country, as 999")]
    trunk_prefix: Digits
    pattern: Said
    national_digits: Annotated[int, Meta(ge=3, le=15)]
    example: Digits


class Helpline(Part, frozen=True):
    """Whom a citizen calls past the operator."""

    phone: Annotated[str, Meta(pattern="^[0-9 +-]{2,20}$", description="telephone number")]
    names: Labels


class Wish(Part, frozen=True):
    """A kind of what the catalogue lacks."""

    kind: Kind
    names: Labels


class Identity(Part, frozen=True):
    """Numbers of cards."""

    lengths: Annotated[tuple[Annotated[int, Meta(ge=1, le=40)], ...], Meta(min_length=1)]


class TierOf(Part, frozen=True):
    """One level of areas."""

    kind: Kind
    code_width: Annotated[int, Meta(ge=1, le=16)]
    names: Labels
    office_names: Labels = {}
    centre_names: Labels = {}
    officer_titles: Labels = {}


class Areas(Part, frozen=True):
    """The levels from the widest down."""

    tiers: Annotated[tuple[TierOf, ...], Meta(min_length=1)]


class Paper(Part, frozen=True):
    """Letters of what is set as a PDF."""

    fonts: FileName
    families: Annotated[tuple[Said, ...], Meta(min_length=1)]


class Pages(Part, frozen=True):
    """Letters of pages: a folder with `letters.css` and the fonts it names."""

    letters: FileName = ""


class Files(Part, frozen=True):
    """Names of the other files."""

    areas: FileName
    names: FileName
    romanisations: FileName
    holidays: FileName
    script: FileName
    number_words: FileName
    services: FileName
    baselines: FileName = ""
    published: FileName = ""
    story: FileName = ""


class PackTable(Part, frozen=True):
    """`pack.toml`."""

    format: Literal[1]
    code: Annotated[str, Meta(pattern="^[a-z]{2}$", description="code of a country, as qm")]
    names: Labels
    languages: Annotated[tuple[Language, ...], Meta(min_length=2, max_length=2)]
    written_in: dict[str, Labels]
    zone: str
    weekend: tuple[Days, ...]
    digits: dict[str, str]
    numbers: Numbers
    currency: Money
    phone: Telephone
    complaints: Helpline
    wishes: Annotated[tuple[Wish, ...], Meta(min_length=1)]
    identity: Identity
    areas: Areas
    paper: Paper
    files: Files
    pages: Pages = Pages()
    right_to_left: tuple[Language, ...] = ()
