"""What lands between the page and the act: nothing is decided that its officer has not seen; whose words she reads."""

from typing import Any

import pytest

from dorgora.applications import actions
from dorgora.desk.deciding import Decision
from tests.applications.allowance import UPAZILA, with_upazila
from tests.applications.world import LATER, NUMBER
from tests.surfaces.desk.test_deciding import decide, page_of, seen_on

pytestmark = [pytest.mark.slow, pytest.mark.database]

GROUND = {"decision": "reject", "legal_ground": "Act 2004, s. 8"}


def corrected(world: Any, file_id: int) -> None:
    actions.correct(file_id=file_id, answers={"name_en": "Mim Akther"}, evidence=[], by=world.karim, at=LATER)


def meanwhile(monkeypatch: Any, happens: Any) -> None:
    """Lets it happen when the page was held up to the file already, and before the act takes its lock."""
    sign = Decision.sign

    def late(self: Decision, *given: Any, **named: Any) -> bool:
        happens()
        return sign(self, *given, **named)

    monkeypatch.setattr(Decision, "sign", late)


def test_a_correction_before_the_act_is_not_rejected(
    world: Any, salma: Any, file_id: int, monkeypatch: Any
) -> None:
    world.return_file(file_id, "name_en")
    seen = seen_on(page_of(salma, file_id))
    meanwhile(monkeypatch, lambda: corrected(world, file_id))
    response = decide(salma, file_id, seen, **GROUND, note="লিখেছিলাম এই কথা")
    assert response.status_code == 409
    html = response.content.decode()
    assert "The file changed" in html and "লিখেছিলাম এই কথা" in html and "Mim Akther" in html
    assert world.file(file_id).state == "waiting"


@pytest.mark.parametrize(
    "typed",
    [
        GROUND,
        {"decision": "approve", "register_number": NUMBER},
        {"decision": "return", "wrong": "sex", "note": "কার্ড আনুন"},
    ],
)
def test_nothing_unseen_is_decided(
    world: Any, salma: Any, file_id: int, monkeypatch: Any, typed: dict[str, str]
) -> None:
    seen = seen_on(page_of(salma, file_id))

    def another_officer() -> None:
        world.return_file(file_id, "name_en")
        corrected(world, file_id)

    meanwhile(monkeypatch, another_officer)
    response = decide(salma, file_id, seen, **typed)
    assert response.status_code == 409 and "The file changed" in response.content.decode()
    assert world.file(file_id).state == "waiting"


def test_a_decision_without_words_shows_none_of_before(world: Any, salma: Any, file_id: int) -> None:
    world.return_file(file_id, "name_en", note="ইংরেজি নাম মেলে না")
    assert "ইংরেজি নাম মেলে না" in page_of(salma, file_id)
    corrected(world, file_id)
    world.approve(file_id)
    assert "ইংরেজি নাম মেলে না" not in page_of(salma, file_id)


def test_the_queue_says_what_came_back_to_this_office(world: Any, signed_in: Any) -> None:
    both = with_upazila(world)
    salma, nasrin = signed_in(), signed_in(both.nasrin)
    file_id = both.submit().id

    def returned(**by: Any) -> None:
        world.return_file(file_id, "wallet", **by)
        given = {"wallet": "+8801700009999"}
        actions.correct(file_id=file_id, answers=given, evidence=[], by=world.karim, at=LATER)

    returned()
    assert "came back corrected" in salma.get("/desk/").content.decode()
    both.forward(file_id)
    html = nasrin.get("/desk/").content.decode()
    assert "waits for your decision" in html and "came back corrected" not in html
    returned(office=UPAZILA, by=both.nasrin)
    assert "came back corrected" in nasrin.get("/desk/").content.decode()
