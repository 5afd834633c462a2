"""What speaks for it that two records are of one person, by the letters and phones of a pack alone."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dorgora.kernel.pack import load_pack
from dorgora.people import pairing
from dorgora.people.queries import Citizen

PACK = load_pack(Path(__file__).parents[3] / "packs" / "bd")
ALI = Citizen(
    1, "মোঃ আলী হোসেন", "Md. Ali Hossain", "m", "18-59", "1980-01-01", "+8801712345678", "19800109257012345", "চর পাতিলা",
    "10", "10", datetime(2026, 11, 22, tzinfo=UTC), False, False, 0,
)  # fmt: skip


def kinds(one: Citizen) -> list[str]:
    return sorted(kind for kind, _term in pairing.terms_of(one, PACK))


def test_she_is_looked_for_by_number_phone_birthday_and_home() -> None:
    assert set(kinds(ALI)) == {"number", "phone", "born", "home"}
    assert kinds(replace(ALI, number="12", phone="", date_of_birth="", village="")) == []


def test_a_title_is_no_part_of_a_name() -> None:
    """Half the country is written Md. or Mst.: with a birthday it tells nobody apart."""
    bare = replace(ALI, local_name="আলী হোসেন", latin_name="Ali Hossain")
    assert pairing.terms_of(ALI, PACK) == pairing.terms_of(bare, PACK)
    only = replace(ALI, local_name="", latin_name="Md.", number="", phone="")
    assert kinds(only) == ["born", "home"], "who bears no other name is found by it"


@pytest.mark.parametrize(
    ("other", "points"),
    [
        ({}, 9),
        ({"number": "19800109257012346"}, 0),
        ({"number": ""}, 3 + 4 + 2 + 2),
        ({"number": "", "phone": "", "village": ""}, 3 + 4),
        ({"number": "", "date_of_birth": "1981-01-01"}, 3 - 4 + 2 + 2),
        ({"number": "", "sex": "f"}, 3 + 4 + 2 + 2 - 3),
        ({"number": "", "local_name": "সেলিনা", "latin_name": "Selina"}, 0),
    ],
)
def test_so_much_speaks_for_it(other: dict[str, str], points: int) -> None:
    assert pairing.score(ALI, replace(ALI, id=2, **other), PACK) == points  # type: ignore[arg-type]
