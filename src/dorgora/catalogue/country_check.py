"""What pack.toml means, held up to what the program does with it."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django.conf

from dorgora.catalogue import sfnt
from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Complaint, twice
from dorgora.catalogue.fonts import families, sheet_complaints
from dorgora.catalogue.service_check import words_missing
from dorgora.catalogue.shapes import is_no_pattern
from dorgora.catalogue.words_check import template_complaints
from dorgora.kernel.pack import Phone

TEXTS = (Path(django.conf.__file__).parent / "locale", Path(__file__).parent / "locale")
"""Where there is a folder for each language that has texts: Django's own (names of months), the program's."""
_TEMPLATES = ("office_names", "centre_names", "officer_titles")


def pack_complaints(told: dict[str, Any], country: Country, misshapen: set[str]) -> Iterator[Complaint]:
    """What is wrong with `pack.toml` where its shape is right; misshapen: its members where it is not."""
    for members, look in _LOOKS:
        if misshapen.isdisjoint(members):
            yield from look(told, country)


def _languages(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    languages = country.languages
    yield from twice("languages", "", told["languages"])
    for path, said in _said(told, languages):
        yield from words_missing(path, said, languages)
    for n, one in enumerate(told.get("right_to_left", ())):
        if languages and one not in languages:
            yield f"right_to_left[{n}]", f"{one!r} is no language of the pack"
    for language in languages:
        if not any((texts / language).is_dir() for texts in (country.folder / "locale", *TEXTS)):
            yield (
                "languages",
                f"the program has no texts in {language!r}, and the folder locale has none either",
            )


def _said(told: dict[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    yield "names", told["names"]
    for member in ("sign", "names", "minor_names"):
        yield f"currency.{member}", told["currency"][member]
    yield "complaints.names", told["complaints"]["names"]
    yield from ((f"written_in.{one}", told["written_in"].get(one, {})) for one in languages)
    yield from ((f"wishes[{n}].names", one["names"]) for n, one in enumerate(told["wishes"]))
    for n, tier in enumerate(told["areas"]["tiers"]):
        yield f"areas.tiers[{n}].names", tier["names"]
        yield from ((f"areas.tiers[{n}].{one}", tier[one]) for one in _TEMPLATES if tier.get(one))


def _digits(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    for language in dict.fromkeys((*country.languages, *told["digits"])):
        ten = told["digits"].get(language, "")
        if len(ten) != 10 or len(set(ten)) != 10:
            yield f"digits.{language}", "are not ten different ones"
        elif why := country.cannot_write(ten):
            yield f"digits.{language}", why


def _calendar(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    try:
        ZoneInfo(told["zone"])
    except (ValueError, OSError, LookupError):
        yield "zone", f"{told['zone']!r} is no time zone"
    yield from twice("weekend", "", told["weekend"])
    if len({*told["weekend"]}) == 7:
        yield "weekend", "leaves no day on which an office works"


def _money(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    money, numbers = told["currency"], told["numbers"]
    yield from twice("currency.notes", "", money["notes"])
    yield from twice("currency.coins", "", money["coins"])
    if not money["notes"] and not money["coins"]:
        yield "currency.notes", "there is neither a note nor a coin"
    if numbers["group_sign"] == numbers["decimal_sign"]:
        yield "numbers.decimal_sign", "is the sign between groups as well"


def _phone(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    phone = Phone(**told["phone"])
    if is_no_pattern(phone.pattern):
        yield "phone.pattern", f"{phone.pattern!r} is no pattern (regular expression)"
        return
    kept, n_digits = phone.read(phone.example)
    if n_digits != phone.national_digits:
        yield "phone.example", f"{phone.example} has {n_digits} digits, a number has {phone.national_digits}"
    elif not phone.is_number(kept):
        yield "phone.example", f"{phone.example}, kept as {kept}, is not as the pattern has it"


def _tiers(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    tiers = told["areas"]["tiers"]
    yield from twice("areas.tiers", "kind", (tier["kind"] for tier in tiers))
    for n, (wider, tier) in enumerate(pairwise(tiers), 1):
        if tier["code_width"] <= wider["code_width"]:
            why = f"codes of a {tier['kind']} are no longer than those of a {wider['kind']} above it"
            yield f"areas.tiers[{n}].code_width", why
    for n, tier in enumerate(tiers):
        for member in _TEMPLATES:
            for language, text in tier.get(member, {}).items():
                yield from _called(f"areas.tiers[{n}].{member}.{language}", text, member, country)


def _called(path: str, text: str, member: str, country: Country) -> Iterator[Complaint]:
    """What is wrong with what a tier calls its offices, centres or officers; centres stand on no certificate."""
    if member != "officer_titles":
        yield from template_complaints(path, text, {"area"})
    if member != "centre_names" and (why := country.cannot_write(text)):
        yield path, why


def _small_lists(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    yield from twice("wishes", "kind", (one["kind"] for one in told["wishes"]))
    yield from twice("identity.lengths", "", told["identity"]["lengths"])


def _paper(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    paper = told["paper"]
    fonts = sorted((country.folder / paper["fonts"]).glob("*.ttf"))
    if not fonts:
        yield "paper.fonts", f"no font (.ttf) is in {paper['fonts']}"
        return
    there = set[str]()
    for font in fonts:
        content = font.read_bytes()
        there.update(families(content))
        try:
            sfnt.letters(content)
        except sfnt.NoFont as wrong:
            yield "paper.fonts", f"{font.name} {wrong}"
    for n, family in enumerate(paper["families"]):
        if family not in there:
            why = f"no font in {paper['fonts']} is called {family!r}; there are: {', '.join(sorted(there))}"
            yield f"paper.families[{n}]", why


def _pages(told: dict[str, Any], country: Country) -> Iterator[Complaint]:
    name = told.get("pages", {}).get("letters")
    yield from (("pages.letters", why) for why in (sheet_complaints(country.folder, name) if name else ()))


_Look = Callable[[dict[str, Any], Country], Iterator[Complaint]]
_LOOKS: tuple[tuple[set[str], _Look], ...] = (
    (
        {"languages", "names", "currency", "complaints", "written_in", "wishes", "areas", "right_to_left"},
        _languages,
    ),
    ({"languages", "digits"}, _digits),
    ({"zone", "weekend"}, _calendar),
    ({"currency", "numbers"}, _money),
    ({"phone"}, _phone),
    ({"areas"}, _tiers),
    ({"wishes", "identity"}, _small_lists),
    ({"paper"}, _paper),
    ({"pages"}, _pages),
)
