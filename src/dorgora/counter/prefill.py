"""What the counter already knows when a form begins, so that nobody types it twice."""

from collections.abc import Collection
from typing import Any

from dorgora.applications import queries as applications
from dorgora.applications.rules import SEXES
from dorgora.catalogue.forms import ServiceVersion
from dorgora.counter import asking, frame
from dorgora.people import queries as people
from dorgora.places import queries as places

RELATION = ("applicant_relation", "applicant_name")
"""The questions from which what the applicant is to the child is filled in."""


def prefilled(service: ServiceVersion, applicant: Any, place: str) -> asking.Typed:
    """What is known of the applicant, and the centre's own area, where the form asks for them."""
    records = people.records_of(applicant.id)
    told = applications.said_of_herself(records, place)
    told |= {name: answer for name, answer in known_of(applicant, place, records).items() if answer}
    known = {one.name: told.get(one.known_as, "") for one in service.fields.values() if one.known_as}
    own = own_area(place)
    for question in service.fields.values():
        if own and question.type == "area" and question.required and question.area_level == own.kind:
            known[question.name] = own.code
    fields = [one for one in service.fields.values() if one.name in known]
    return asking.typed_from(fields, known)


def own_area(place: str) -> places.Area | None:
    """The area of the centre itself, where most of those live who come to it."""
    centre = places.centre(place)
    return places.area(centre.area) if centre else None


def known_of(applicant: Any, place: str, records: Collection[int] = ()) -> dict[str, str]:
    """What is known of somebody here by any record of hers, by what forms call it (`known_as`), as answers are kept."""
    applicant = people.filled(applicant, place, frame.today(), records)
    return {
        "name": frame.named_locally(applicant),
        "latin_name": applicant.latin_name or "",
        "phone": applicant.phone or "",
        "number": applicant.number or "",
        "village": applicant.village or "",
        "born": applicant.date_of_birth or "",
        "sex": next((answer for answer, kept in SEXES.items() if kept == applicant.sex), ""),
    }


def other_name(service: ServiceVersion, answers: asking.Typed, applicant: Any) -> str:
    """What the form calls the applicant, where no record of hers bears that name; else empty.

    A name with a title before it, or a word less, is no other name.
    """
    asked = (one.name for one in service.fields.values() if one.known_as == "name")
    called = next((answers[name] for name in asked if answers.get(name)), "")
    records = people.citizens(people.records_of(applicant.id)).values()
    words, in_book = set(called.split()), [set((one.local_name or "").split()) for one in records]
    return "" if any(one and (one <= words or words <= one) for one in in_book) else called


def relative(service: ServiceVersion, typed: asking.Typed, applicant: Any) -> asking.Typed:
    """What the form asks of the applicant under what she is to the child: her own name and number, if still empty.

    Her number only where the form still names her: who types another name there is asked for another's number.
    """
    relation, name = RELATION
    called = typed.get(name, "").strip()
    number = applicant.number if called in (applicant.local_name, applicant.latin_name) else ""
    known = {"name": called, "number": number or ""}
    return {
        asked.name: known[one.known_as]
        for asked in service.fields.values()
        if (one := asked.relative) and one.relation == typed.get(relation) and not typed.get(asked.name)
    }
