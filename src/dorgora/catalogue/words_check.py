"""What number_words.toml and script.toml mean, held up to what the program does with them."""

import re
import string
from collections.abc import Iterator
from typing import Any

from dorgora.catalogue.faults import Complaint
from dorgora.kernel.endings import Endings, WrongEndings
from dorgora.kernel.sounds import Letters

_AMOUNT = {"major", "major_name", "minor", "minor_name"}
PLACEHOLDERS = {
    "amount": _AMOUNT,
    "amount_with_minor": _AMOUNT,
    "minor_alone": _AMOUNT,
    "day": {"day", "month", "year"},
}


def template_complaints(path: str, text: str, known: set[str]) -> Iterator[Complaint]:
    """What is wrong with a text in which names in braces are filled in."""
    try:
        parts = [
            (name, spec, turn) for _, name, spec, turn in string.Formatter().parse(text) if name is not None
        ]
    except ValueError:
        yield path, f"{text!r}: a brace stands alone"
        return
    for name, spec, turn in parts:
        if name not in known or spec or turn:
            yield path, f"{{{name}}} is none of: {', '.join(f'{{{one}}}' for one in sorted(known))}"


def words_complaints(
    told: dict[str, Any], languages: tuple[str, ...], misshapen: set[str]
) -> Iterator[Complaint]:
    """What is wrong with `number_words.toml` where its shape is right."""
    for language in languages:
        if language not in told:
            yield language, "is missing"
    for language in told.keys() - misshapen:
        if languages and language not in languages:
            yield language, "is no language of the pack"
        yield from ((f"{language}.{path}", why) for path, why in _of_a_language(told[language]))


def _of_a_language(words: dict[str, Any]) -> Iterator[Complaint]:
    for member, known in PLACEHOLDERS.items():
        yield from template_complaints(member, words[member], known)
    sizes = [one[0] for one in words["scales"]]
    if sizes != sorted(set(sizes), reverse=True) or (sizes and sizes[-1] != 100):
        yield "scales", "do not go from the largest down to 100"
    for number in words.get("exact", {}):
        if not re.fullmatch(r"[0-9]{1,15}", number):
            yield f"exact.{number}", f"{number!r} is no whole number"


def script_complaints(told: dict[str, Any]) -> Iterator[Complaint]:
    """What is wrong with the endings of `script.toml`, whose shape is right."""
    try:
        Endings.from_table(told, Letters.from_table(told))
    except WrongEndings as wrong:
        _, _, kind = wrong.field.partition(".")
        written = [f'"{one}"' for one in told["endings"].get(kind, ())]
        again = len(written) - 1 - written[::-1].index(wrong.written) if wrong.written in written else 0
        yield f"{wrong.field}[{again}]", wrong.why
