"""Who hears of a list: the nodes of its office alone; of a file that left on it, the centre that lodged it too."""

import threading
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import queries
from dorgora.applications.actions import outside
from tests.applications.land import DISTRICT, District, with_district
from tests.applications.test_onward_mail import heard
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import PLACE, World, build
from tests.feed.test_enrolment import asked, no_codes, welcome

pytestmark = pytest.mark.database


def enrolled(role: str, place: str, key: bytes) -> int:
    """A node for this role and place, by id."""
    from dorgora.feed.roads import enrol

    slip = enrol.invite(f"{role} {place}", [(role, place)])
    return welcome(enrol.admit(asked(slip.code, key * 32), no_codes)).node_id


def test_a_list_goes_to_its_office_alone(world: World) -> None:
    district = with_district(world)
    sent, waits = district.submit().id, district.submit(draft_key="second").id
    list_id = district.make_list()
    district.grant(sent)
    centre, office = enrolled("centre", PLACE, b"c"), enrolled("office", DISTRICT, b"d")
    assert heard(office, list_id) == ["outgoing_list.made"] and heard(centre, list_id) == []
    for node in (centre, office):
        assert heard(node, sent).count("application.sent_out") == 1
        assert heard(node, waits).count("application.sent_out") == 1
    assert heard(centre, sent)[-1] == "application.approved"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_the_second_is_given_the_first_list(
    hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = with_district(build(hub))
    district.submit()
    told: list[int] = []
    other = threading.Thread(target=lambda: told.append(made(district)))
    localtime = outside.localtime

    def hold(at: Any) -> Any:
        """The first found no newer list and has not written its own yet: now the second comes."""
        if not other.ident:
            other.start()
            wait_for(other)
        return localtime(at)

    monkeypatch.setattr(outside, "localtime", hold)
    first = district.make_list()
    other.join()
    assert told == [first]
    assert [one.id for one in queries.outgoing_lists(DISTRICT)] == [first]


def made(district: District) -> int:
    """The list somebody is given in a thread of its own."""
    try:
        return district.make_list()
    finally:
        connection.close()
