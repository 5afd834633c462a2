"""Submits files on this node for ever, saying each number once it is safe. Words: seed operator area applicant."""

import itertools
import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402

from dorgora.applications import actions as applications  # noqa: E402  after the settings are known
from dorgora.demo.cast import Cast, cast_of  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402
from dorgora.kernel import clock  # noqa: E402
from tests.journeys.country import BIRTH, COUNTRY, HERE, field_of  # noqa: E402


def main() -> None:
    seed, operator = int(sys.argv[1]), int(sys.argv[2])
    area, applicant = sys.argv[3], int(sys.argv[4])
    assert nodes.this().identity.node_id
    cast = cast_of(settings.PACK_DIR, seed)
    for n in itertools.count():
        done = applications.submit(
            service=BIRTH, answers=_answers(cast, area), evidence=_papers(cast.chance), applicant_id=applicant,
            centre=area, by=operator, at=clock.now(), consent="heard", received_fee_minor=HERE.birth_minor,
            draft_key=f"cut-{seed}-{n}",
        )  # fmt: skip
        print(done.number, flush=True)


def _answers(cast: Cast, area: str) -> dict[str, str]:
    """As a form hands them on: an area by its code, a day in ISO, names in both scripts."""
    low, high = cast.tale.birth.born_days_ago
    names = dict(zip(COUNTRY.pack.name_fields, (HERE.child.local_name, HERE.child.latin_name), strict=True))
    said = cast.typed(cast.tale.birth, mother=HERE.mother.local_name, child="", born="") | names
    # Old enough for any time zone to agree, young enough for the form.
    said |= {field_of("date"): cast.born_days_ago(low + 2, high).isoformat(), field_of("area"): area}
    del said[COUNTRY.known_as(cast.tale.birth, "phone")]  # a form hands on another spelling of it
    return said


def _papers(chance: random.Random) -> tuple[tuple[str, str, bool, str], ...]:
    kinds = (paper["kind"] for paper in COUNTRY.services[BIRTH]["evidence"])
    return tuple((kind, f"{chance.randrange(10_000):04d}", True, "") for kind in kinds)


main()
