"""What `number_words.toml` of a pack must say, before anybody reads it for what it means."""

from typing import Annotated

from msgspec import Meta

from dorgora.catalogue.kinds import Said
from dorgora.catalogue.pack_forms import Part, Positive


class WordsOf(Part, frozen=True):
    """One language of `number_words.toml`."""

    below_hundred: Annotated[tuple[Said, ...], Meta(min_length=100, max_length=100)]
    scales: tuple[tuple[Positive, str, str], ...]
    amount: Said
    amount_with_minor: Said
    minor_alone: Said
    day: Said
    days: Annotated[tuple[Said, ...], Meta(min_length=31, max_length=31)]
    months: Annotated[tuple[Said, ...], Meta(min_length=12, max_length=12)]
    exact: dict[str, str] = {}
    joint: str = " "
