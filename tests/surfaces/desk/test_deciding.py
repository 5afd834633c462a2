"""What an officer signs: approve with the register's number, return what she marked, reject on a legal ground."""

import re
from typing import Any

import pytest

from dorgora.applications import actions
from tests.applications.world import AT, LATER, NUMBER, PLACE, answers

pytestmark = pytest.mark.slow


def page_of(client: Any, file_id: int) -> str:
    response = client.get(f"/desk/files/{file_id}")
    assert response.status_code == 200
    return str(response.content.decode())


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def decide(client: Any, file_id: int, seen: str = "", **typed: Any) -> Any:
    seen = seen or seen_on(page_of(client, file_id))
    return client.post(f"/desk/files/{file_id}", {"seen": seen, **typed})


def test_the_file_shows_each_answer_with_what_the_rules_say(salma: Any, file_id: int) -> None:
    html = page_of(salma, file_id)
    for words in ("মিম আক্তার", "Mim Akter", "100 days old when it was lodged", "both spellings sound alike"):
        assert words in html
    assert "in this office&#x27;s area" in html or "in this office's area" in html
    assert html.count('name="wrong"') >= len(answers())


def test_approving_takes_the_number_of_the_register(world: Any, salma: Any, file_id: int) -> None:
    response = decide(salma, file_id, decision="approve", register_number=NUMBER)
    assert response.status_code == 302
    file = world.file(file_id)
    assert (file.state, file.register_number) == ("approved", NUMBER)
    assert "Approved" in page_of(salma, file_id)


def test_a_number_in_bangla_digits_is_the_same_number(world: Any, salma: Any, file_id: int) -> None:
    typed = NUMBER.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    decide(salma, file_id, decision="approve", register_number=f"{typed[:8]} {typed[8:]}")
    assert world.file(file_id).register_number == NUMBER


@pytest.mark.parametrize(
    "number", ["", "2026", "20270915712345678", "a" * 17, "0" * 300, "২০২৬\0" + "1" * 13]
)
def test_a_wrong_register_number_approves_nothing(world: Any, salma: Any, file_id: int, number: str) -> None:
    response = decide(salma, file_id, decision="approve", register_number=number, note="আমার কথা")
    assert response.status_code == 422
    html = response.content.decode()
    assert "আমার কথা" in html and 'role="alert"' in html and "<title>Error:" in html
    assert world.file(file_id).state == "waiting"


def test_a_return_needs_a_mark_and_a_word(world: Any, salma: Any, file_id: int) -> None:
    response = decide(salma, file_id, decision="return")
    assert response.status_code == 422
    assert "Tick the answers or papers" in response.content.decode()
    decide(salma, file_id, decision="return", wrong=["mother_name", "epi_card"], note="কার্ডে অন্য নাম")
    file = world.file(file_id)
    assert (file.state, set(file.returned_fields)) == ("returned", {"mother_name", "epi_card"})
    assert file.note == "কার্ডে অন্য নাম"


def test_a_field_nobody_knows_cannot_be_marked(world: Any, salma: Any, file_id: int) -> None:
    response = decide(salma, file_id, decision="return", wrong=["shoe_size"], note="কেন")
    assert response.status_code == 422
    assert world.file(file_id).state == "waiting"


def test_a_rejection_names_its_legal_ground(world: Any, salma: Any, file_id: int) -> None:
    assert decide(salma, file_id, decision="reject").status_code == 422
    decide(salma, file_id, decision="reject", legal_ground="Act 2004, s. 8")
    file = world.file(file_id)
    assert (file.state, file.ground) == ("rejected", "Act 2004, s. 8")


def test_a_returned_file_can_still_be_rejected_only(world: Any, salma: Any, file_id: int) -> None:
    world.return_file(file_id)
    html = page_of(salma, file_id)
    assert 'value="reject"' in html and 'value="approve"' not in html
    decide(salma, file_id, decision="reject", legal_ground="Act 2004, s. 8")
    assert world.file(file_id).state == "rejected"


def test_another_note_on_a_second_page_is_not_dropped(world: Any, salma: Any, file_id: int) -> None:
    seen, marked = seen_on(page_of(salma, file_id)), {"decision": "return", "wrong": ["mother_name"]}
    first = decide(salma, file_id, seen, **marked, note="কার্ডে অন্য নাম")
    again = decide(salma, file_id, seen, **marked, note="কার্ডে  অন্য নাম")
    assert first.status_code == again.status_code == 302, "the same words, pressed twice"
    other = decide(salma, file_id, seen, **marked, note="মায়ের কার্ড আনুন")
    assert other.status_code == 409 and "মায়ের কার্ড আনুন" in other.content.decode()
    assert world.file(file_id).note == "কার্ডে অন্য নাম"


def test_a_button_pressed_twice_decides_once(world: Any, salma: Any, file_id: int) -> None:
    seen = seen_on(page_of(salma, file_id))
    for _ in range(2):
        response = decide(salma, file_id, seen, decision="approve", register_number=NUMBER)
        assert response.status_code == 302
    assert world.file(file_id).state == "approved"


def test_a_stale_page_says_so_and_keeps_the_text(world: Any, salma: Any, file_id: int) -> None:
    seen = seen_on(page_of(salma, file_id))
    world.approve(file_id)
    response = decide(salma, file_id, seen, decision="return", wrong=["sex"], note="লিখেছিলাম এই কথা")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Already decided" in html and "লিখেছিলাম এই কথা" in html
    assert world.file(file_id).state == "approved"


def test_a_file_corrected_meanwhile_is_looked_at_again(world: Any, salma: Any, file_id: int) -> None:
    seen = seen_on(page_of(salma, file_id))
    world.return_file(file_id, "name_en")
    actions.correct(file_id=file_id, answers={"name_en": "Mim Akther"}, evidence=[], by=world.karim, at=LATER)
    response = decide(salma, file_id, seen, decision="approve", register_number=NUMBER)
    assert response.status_code == 409
    assert "The file changed" in response.content.decode()
    assert NUMBER in response.content.decode()
    assert world.file(file_id).state == "waiting"


def test_an_officer_without_the_power_only_reads(world: Any, signed_in: Any, file_id: int) -> None:
    from dorgora.people import actions as people

    reader = people.appoint_officer(
        role="office",
        place=PLACE,
        powers=(),
        local_name="মীনা",
        latin_name="Mina",
        local_title="",
        latin_title="",
        by=0,
        at=AT,
    )
    client = signed_in(reader)
    html = page_of(client, file_id)
    assert "You may not do this" in html and 'name="seen"' not in html
    response = client.post(f"/desk/files/{file_id}", {"decision": "approve", "register_number": NUMBER})
    assert response.status_code == 409
    assert world.file(file_id).state == "waiting"


def test_an_office_with_its_own_laptop_is_only_read(
    world: Any, salma: Any, file_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.feed import queries as feed

    monkeypatch.setattr(feed, "writer_of", lambda role, place: [77])
    html = page_of(salma, file_id)
    assert "This office decides on its own laptop" in html and 'name="seen"' not in html
    response = salma.post(f"/desk/files/{file_id}", {"decision": "approve", "register_number": NUMBER})
    assert response.status_code == 409
    assert world.file(file_id).state == "waiting"


def test_a_file_of_another_office_is_not_there(world: Any, signed_in: Any, file_id: int) -> None:
    from dorgora.people import actions as people
    from dorgora.places import actions as places
    from tests.applications.world import OTHER

    places.open_office(
        place=OTHER, level="union", area=OTHER, local_name="ঢালচর", latin_name="Dhal Char", by=0, at=AT
    )
    jamal = people.appoint_officer(
        role="office", place=OTHER, powers=("decide",), local_name="জামাল", latin_name="Jamal", local_title="",
        latin_title="",
        by=0, at=AT,
    )  # fmt: skip
    response = signed_in(jamal).get(f"/desk/files/{file_id}")
    assert response.status_code == 404
    assert "মিম" not in response.content.decode()
    assert signed_in(jamal).get(f"/desk/files/{1 << 80}").status_code == 404


def test_a_picture_is_shown_where_it_is_kept(world: Any, salma: Any) -> None:
    import io

    from PIL import Image

    from dorgora.applications import local
    from tests.applications.world import papers

    drawn = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(drawn, "PNG")
    digest = local.keep_picture(drawn.getvalue(), draft_key="first")
    done = world.submit(evidence=[("epi_card", "", True, digest), papers()[1]])
    address = f"/desk/files/{done.id}/papers/epi_card"
    assert f'href="{address}"' in page_of(salma, done.id)
    response = salma.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/avif")
    assert response["Cache-Control"] == "no-store"
    assert salma.get(f"/desk/files/{done.id}/papers/parents_identity").status_code == 404
    assert salma.get(f"/desk/files/{done.id}/papers/nonsense").status_code == 404


def test_evidence_that_came_over_the_line_stands_on_the_file(
    world: Any, salma: Any, monkeypatch: Any
) -> None:
    """Nothing of it was taken on this node: the hub has it from the centre, or does not have it yet."""
    from dorgora.applications import carrying, local, receiving
    from dorgora.applications.models import Picture
    from dorgora.feed import node as nodes
    from dorgora.feed import queries as feed
    from tests.applications.test_local import photo
    from tests.applications.world import papers

    digest = local.keep_picture(photo(), draft_key="first")
    done = world.submit(evidence=[("epi_card", "", True, digest), papers()[1]])
    address, taken = f"/desk/files/{done.id}/papers/epi_card", local.picture(digest)
    monkeypatch.setattr(feed, "n_unsent", lambda: 0)
    own = nodes.this().identity.node_id
    assert carrying.carry(lambda said: receiving.answer_to(own, said)).n_pages == 1
    Picture.objects.all().delete()
    html = page_of(salma, done.id)
    assert f'<img class="sheet" src="{address}" alt="Picture: ' in html and "on its way" not in html
    assert salma.get(address).content == taken
    local.AFTER_TOLD["citizen.erased"]([done.citizen_id])
    html = page_of(salma, done.id)
    assert address not in html and "Its picture is still on its way from the centre." in html
    assert salma.get(address).status_code == 404


def test_a_number_of_another_file_is_refused_by_name(world: Any, salma: Any, file_id: int) -> None:
    world.approve(file_id, register_number=NUMBER)
    second = world.submit(draft_key="second").id
    response = decide(salma, second, decision="approve", register_number=NUMBER, note="আমার কথা")
    html = response.content.decode()
    number = world.file(file_id).number
    assert response.status_code == 422 and "<title>Error:" in html
    assert f"File {number[:3]}-{number[3:6]}-{number[6:]} was granted with this number." in html
    assert f'value="{NUMBER}"' in html and "আমার কথা" in html
    assert world.file(second).state == "waiting"
    assert decide(salma, second, decision="approve", register_number=str(int(NUMBER) + 1)).status_code == 302


def test_a_number_of_another_file_is_refused_in_bangla(world: Any, salma: Any, file_id: int) -> None:
    world.approve(file_id, register_number=NUMBER)
    second = world.submit(draft_key="second").id
    salma.cookies["django_language"] = "bn"
    html = decide(salma, second, decision="approve", register_number=NUMBER).content.decode()
    number = world.file(file_id).number.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert f"{number[:3]}-{number[3:6]}-{number[6:]} নম্বরের ফাইল এই নম্বরেই মঞ্জুর হয়েছে।" in html
    assert "<title>ভুল:" in html


def test_the_number_of_another_offices_file_tells_nothing_of_it(world: Any, salma: Any, file_id: int) -> None:
    from dorgora.feed import node as nodes

    world.approve(file_id, register_number=NUMBER)
    nodes.this().store.rows.run("UPDATE applications_file SET office = '20' WHERE id = %s", [file_id])
    number = world.file(file_id).number
    second = world.submit(draft_key="second").id
    html = decide(salma, second, decision="approve", register_number=NUMBER).content.decode()
    assert "Another office granted a file with this number." in html
    assert f"{number[:3]}-{number[3:6]}-{number[6:]}" not in html
