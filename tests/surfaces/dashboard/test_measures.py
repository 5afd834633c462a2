"""Time, cost and visits beside the published baseline, with the range or that there are too few, down to the files."""

import dataclasses
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dorgora.applications.lodging import Lodging
from dorgora.kernel import clock
from dorgora.places import actions as places
from tests.applications.world import AT, OTHER
from tests.places.test_actions import many_of_one_name

pytestmark = pytest.mark.slow

PAGE = "/dashboard/?service=birth_registration"
OWN = "/dashboard/?service=citizenship_certificate"
COMPARED = 'class="ch" viewBox="0 0 330 122"'
FILES = "/dashboard/files?service=birth_registration&metric=elapsed_seconds"


def text_of(html: str) -> str:
    """What a reader sees, spaces made one."""
    seen = re.sub(r'<span class="vh">[^<]*</span>', "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def test_before_any_hand_over_nothing_is_measured(world: Any, reader: Any) -> None:
    text = text_of(reader.get(PAGE).content.decode())
    assert "Birth registration: nothing measured yet" in text
    assert "no file is handed over yet" in text
    assert "saved" not in text


def test_a_hub_without_services_says_so(hub: Any, serve_as: Callable[[str], None], reader: Any) -> None:
    serve_as("hub")
    assert "No service is published yet." in reader.get("/dashboard/").content.decode()


def test_one_file_has_a_value_and_too_few_for_a_range(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(days=2, cost=6000, visits=2)
    text = text_of(reader.get(PAGE).content.decode())
    # The published means: 10.11 days, 96.42, 2.1 visits (packs/bd/PROVENANCE.md); 10.11 - 2 and so on.
    assert "now 2 days · too few for a range · before 10.11 days, published 2017" in text
    assert "Time: 1 file, 8.1 days below the baseline" in text
    assert "now Tk 60 · too few for a range · before Tk 96.42, published 2017" in text
    assert "Visits: 1 file, 0.1 visits below the baseline" in text and "days saved" not in text
    assert "too few files for a finding" in text


def test_dates_that_cannot_be_are_said_and_counted_in_no_mean(
    hand_over: Callable[..., int], reader: Any
) -> None:
    """One that was handed over before it was lodged stands beside one that took two days."""
    hand_over(0, days=-1)
    text = text_of(reader.get(PAGE).content.decode())
    assert "1 file handed over" in text and "nobody was asked yet" not in text
    assert "Birth registration: Time Not measured 1 file bears dates that cannot be" in text
    hand_over(1, days=2)
    text = text_of(reader.get(PAGE).content.decode())
    assert "2 files handed over" in text and "now 2 days" in text
    assert "Time: 1 file, 8.1 days below the baseline" in text
    assert "Birth registration: Time Not measured 1 file bears dates that cannot be" in text
    behind = FILES.replace("elapsed_seconds", "undated")
    assert f'href="{behind.replace("&", "&amp;")}"' in reader.get(PAGE).content.decode()
    opened = text_of(reader.get(behind).content.decode())
    assert "Time not measured" in opened and opened.count("November 2026 —") == 1
    (_head, line) = reader.get(behind.replace("/files", "/files.csv")).getvalue().decode().splitlines()
    assert line.endswith(",2026-11,")


def test_own_time_and_official_fees_stand_apart(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(minutes=180)
    text = text_of(reader.get(PAGE).content.decode())
    assert "Own time: 3 hours" in text
    assert "Official fees: Tk 75" in text
    assert (
        "Birth registration: Own time: what is saved Not measured there is no baseline; now 3 hours, 1 file"
        in text
    )
    assert "1 files" not in text


def test_five_files_have_a_range_and_are_called_few(hand_over: Callable[..., int], reader: Any) -> None:
    for n, days in enumerate((1, 2, 3, 4, 5)):
        hand_over(n, days=days)
    text = text_of(reader.get(PAGE).content.decode())
    # Mean 3, standard deviation 1.5811, t(4) = 2.776: 3 -+ 1.96 days.
    assert "now 3 days · range 1 day to 5 days; few files, no comparison" in text
    assert "5 files handed over · 5 citizens answered" in text


def test_what_got_worse_is_not_called_saved(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(days=20, visits=4)
    text = text_of(reader.get(PAGE).content.decode())
    assert "Time: 1 file, 9.9 days above the baseline" in text
    assert "Visits: 1 file, 1.9 visits above the baseline" in text


def test_a_metric_without_a_baseline_is_not_measured(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.catalogue.forms import ServiceVersion

    held = ServiceVersion.baseline
    monkeypatch.setattr(
        ServiceVersion, "baseline", lambda self, metric: None if metric == "visits" else held(self, metric)
    )
    hand_over()
    html = reader.get(PAGE).content.decode()
    text = text_of(html)
    assert (
        "Visits: 2 visits" in text
        and "below the baseline" not in text.split("Visits:")[1].split("behind it")[0]
    )
    assert "Birth registration: Visits: what is saved Not measured" in text
    assert html.count(COMPARED) == 2


def test_a_service_without_baselines_claims_no_saving(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over()
    text = text_of(reader.get(PAGE).content.decode())
    assert "Citizenship certificate Not measured no file is handed over yet" in text
    hand_over(1, days=1, is_citizenship=True)
    assert "Citizenship certificate Not measured" not in text_of(reader.get(PAGE).content.decode())
    html = reader.get(OWN).content.decode()
    text = text_of(html)
    assert "Citizenship certificate: measured, but too few files for a finding" in text
    for name, now in (
        ("Time", "1 day"),
        ("Own cost", "Tk 60"),
        ("Visits", "2 visits"),
        ("Official fees", "Tk 20"),
    ):
        what = f"Citizenship certificate: {name}: what is saved Not measured there is no baseline; now {now}, 1 file"
        assert what in text
    assert "published baseline" not in text and "below the baseline" not in text and COMPARED not in html


def test_a_question_nobody_answered_is_not_zero(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(cost=None)
    text = text_of(reader.get(PAGE).content.decode())
    assert "Birth registration: Own cost Not measured nobody was asked yet" in text
    assert "Tk 0" not in text


def test_every_number_opens_to_files_nobody_is_known_by(
    world: Any, hand_over: Callable[..., int], reader: Any
) -> None:
    file = world.file(hand_over(days=2))
    html = reader.get(PAGE).content.decode()
    links = set(re.findall(r'href="(/dashboard/files[^"]+)"', html))
    assert len(links) == 5 + 3 + 1 + 1, "one a measure, the same of the month, one an area, all files"
    grouped = f"{file.number[:3]}-{file.number[3:6]}-{file.number[6:]}"
    for link in links:
        shown = reader.get(link.replace("&amp;", "&")).content.decode()
        text = text_of(shown)
        assert "Char Kukri Mukri November 2026" in text and "22 November" not in text
        for lead in (file.number, grouped, file.code, str(file.id), "/desk/"):
            assert lead not in shown
        assert not {"মিম", "Mim", "রহিমা", "Rahima", "Karim"} & set(re.findall(r"\w+", shown))


def test_each_month_stands_apart_and_opens_to_its_own_files(
    hand_over: Callable[..., int], reader: Any
) -> None:
    clock.learn(clock.to_seconds(AT + timedelta(days=80)))
    for n, (lodged, days) in enumerate(((0, 2), (0, 4), (60, 6))):
        hand_over(n, lodged=lodged, days=days)
    text = text_of(reader.get(PAGE).content.decode())
    table = text.split("Month by month")[1].split("The numbers behind the charts")[0]
    january, november = (table.index(f"{month} ") for month in ("January 2027", "November 2026"))
    assert january < november, "the newest first"
    assert "6 days 1 file" in table[january:november] and "3 days 2 files" in table[november:]
    links = re.findall(
        r'"pick" href="(/dashboard/files[^"]+month=[^"]+)">([^<]+)<', reader.get(PAGE).content.decode()
    )
    assert [(link[-7:], n) for link, n in links] == [("2027-01", "1"), ("2026-11", "2")]
    behind = [text_of(reader.get(link.replace("&amp;", "&")).content.decode()) for link, _ in links]
    assert [text.count("Char Kukri Mukri") for text in behind] == [1, 2]
    assert "lodged in January 2027" in behind[0]


def test_every_number_of_the_page_opens_to_so_many_files(hand_over: Callable[..., int], reader: Any) -> None:
    """In each table and card; two areas, two months, two services, dates that cannot be, and an answer not given."""
    clock.learn(clock.to_seconds(AT + timedelta(days=80)))
    for n, told in enumerate(({}, {"cost": None}, {"lodged": 60}, {"days": -1, "visits": None})):
        hand_over(n, **told)
    hand_over(9, is_citizenship=True)
    for page in (PAGE, f"{PAGE}&area=100925"):
        html = reader.get(page).content.decode().split("<main")[1]
        links = re.findall(r'<a[^>]*href="(/dashboard/files[^"]+)"[^>]*>(.*?)</a>', html)
        assert len(links) > 20
        for url, words in links:
            (n,) = re.findall(r"(\d+)(?: citizen| file|<span)", words)
            table = (
                reader.get(url.replace("&amp;", "&").replace("/files?", "/files.csv?")).getvalue().decode()
            )
            assert len(table.splitlines()) - 1 == int(n), (url, words)
        bare = re.sub(r"<(h\d|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
        bare = re.sub(r'<a[^>]*href="/dashboard/files.*?</a>', "", bare, flags=re.DOTALL)
        assert not re.findall(r"\d+ (?:file|citizen)s?\b", text_of(bare)), "a number that opens to nothing"
        assert not re.findall(r'data-l="Files">[^<]*\d', bare)


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "1999-12", "2200-01", "9999-12"])
def test_a_month_that_is_none_is_not_asked_for(
    hand_over: Callable[..., int], reader: Any, month: str
) -> None:
    hand_over(1, days=2)
    text = text_of(reader.get(f"{FILES}&month={month}").content.decode())
    assert "lodged in" not in text and "2 days" in text


def test_a_liars_months_hide_none_that_was(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve to come, one of the year zero, and one longer than a year ago: only the last twelve stand apart."""
    clock.learn(clock.to_seconds(AT + timedelta(days=4)))
    hand_over(0)
    for n, month in enumerate(("0000-01", "2025-11", *(f"{2100 + year}-01" for year in range(12))), 1):
        with monkeypatch.context() as lie:
            lie.setattr(Lodging, "opening", opening_with(submitted_on=f"{month}-05"))
            hand_over(n)
    html = reader.get(PAGE).content.decode()
    assert set(re.findall(r'href="/dashboard/files[^"]+month=([^"]+)"', html)) == {"2026-11"}


def opening_with(**lies: str) -> Callable[..., Any]:
    """What a centre of its own making tells of a file it lodges."""
    told = Lodging.opening
    return lambda self, *others: told(dataclasses.replace(self, **lies), *others)


def test_an_area_that_is_none_is_not_shown(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A centre can tell any word for it; it does not stand on a page that everybody reads."""
    monkeypatch.setattr(Lodging, "opening", opening_with(area="Karim-steals"))
    hand_over(days=2)
    page = reader.get(FILES).content.decode()
    table = b"".join(reader.get(FILES.replace("files?", "files.csv?")).streaming_content).decode()
    assert "— November 2026 2 days" in text_of(page) and ",,2026-11,2.00" in table
    assert "Karim" not in page + table + reader.get(PAGE).content.decode()


def test_the_months_go_by_the_day_at_the_place(hand_over: Callable[..., int], reader: Any) -> None:
    """In Dhaka it is November already while UTC still has October."""
    hand_over()
    for hour, months in ((17, []), (18, ["2026-11"])):
        clock.learn(clock.to_seconds(datetime(2026, 10, 31, hour, 30, tzinfo=UTC)))
        html = reader.get(PAGE).content.decode()
        assert set(re.findall(r'href="/dashboard/files[^"]+month=([^"]+)"', html)) == set(months)


def test_all_services_stand_beside_each_other(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(1, days=2)
    hand_over(2, days=1, is_citizenship=True)
    html = reader.get(PAGE).content.decode()
    table = text_of(html.split("All services that are measured")[1].split("What is not measured")[0])
    birth, citizenship = table.index("Birth registration"), table.index("Citizenship certificate")
    own = table[birth:citizenship] if birth < citizenship else table[birth:]
    other = table[citizenship:] if birth < citizenship else table[citizenship:birth]
    # The published mean of packs/bd/PROVENANCE.md; the citizenship certificate has none.
    assert "2 days 1 file · too few for a range · before 10.11 days, published 2017" in own
    assert "1 day 1 file · too few for a range · no baseline" in other
    assert OWN.replace("&", "&amp;") in html


def test_of_very_many_services_the_first_are_named(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.dashboard import finding

    monkeypatch.setattr(finding, "MOST_NAMED", 0)
    text = text_of(reader.get(PAGE).content.decode())
    unmeasured = text.split("What is not measured")[1]
    assert "Citizenship certificate" not in unmeasured
    assert "4 more services Not measured no file is handed over yet" in unmeasured


def test_the_next_page_goes_on_without_telling_an_id(
    world: Any, hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.tcv import queries

    monkeypatch.setattr(queries, "PAGE", 1)
    ids = [hand_over(n, days=n + 2) for n in range(2)]
    address, seen = FILES, []
    for _page in ids:
        html = reader.get(address).content.decode()
        assert not [one for one in ids if str(one) in html]
        seen += re.findall(r"(\d) days", text_of(html))
        address = re.findall(r'href="([^"]+)" rel="next"', html)[0].replace("&amp;", "&")
    assert seen == ["3", "2"]
    # An id of one's own making is no mark: it would tell where in the order of all files a row stands.
    made_up = reader.get(f"{FILES}&before={ids[1]}").content.decode()
    assert "3 days" in text_of(made_up)


def test_an_officer_opens_the_files_of_her_office(
    world: Any, hand_over: Callable[..., int], signed_in: Callable[..., Any]
) -> None:
    file = world.file(hand_over(days=2))
    response = signed_in().get(FILES)
    assert response["Cache-Control"] == "no-store"
    html = response.content.decode()
    assert (
        f'<a href="/desk/files/{file.id}">{file.number[:3]}-{file.number[3:6]}-{file.number[6:]}</a>' in html
    )
    assert "22 November 2026" in text_of(html)
    assert signed_in().get(f"/desk/files/{file.id}").status_code == 200


@pytest.mark.parametrize(("role", "place"), [("office", OTHER), ("hub", "")])
def test_an_officer_opens_no_files_of_others(
    world: Any, hand_over: Callable[..., int], signed_in: Callable[..., Any], role: str, place: str
) -> None:
    from dorgora.people import actions as people
    from tests.applications.world import AT

    if place:
        places.open_office(
            place=place, level="union", area=place, local_name="ঢালচর", latin_name="Dhal Char", by=0, at=AT
        )
    stranger = people.appoint_officer(
        role=role, place=place, powers=("decide",), local_name="নাসিমা", latin_name="Nasima", local_title="",
        latin_title="",
        by=0, at=AT,
    )  # fmt: skip
    file = world.file(hand_over(days=2))
    html = signed_in(stranger).get(FILES).content.decode()
    assert "— Char Kukri Mukri November 2026" in text_of(html)
    assert str(file.id) not in html and file.number[3:6] + "-" not in html


def test_an_area_is_found_by_name_or_code(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over()
    for area in ("1009", "ভোলা", "Bhola"):
        text = text_of(reader.get(PAGE, {"service": "birth_registration", "area": area}).content.decode())
        assert "Bhola" in text and "1 file handed over" in text and "Charfasson" in text
        assert "only 1 file" in text and "1 files" not in text
    other = text_of(reader.get("/dashboard/", {"area": "10092580"}).content.decode())
    assert "nothing measured yet" in other
    assert (
        "There is no area of this name." in reader.get("/dashboard/", {"area": "Atlantis"}).content.decode()
    )


@pytest.mark.parametrize(
    "query",
    [
        "service=x&metric=y",
        "metric=n_visits&before=" + "9" * 30,
        "metric=n_visits&before=%E0%A7%A7%FF",
        "area=%00",
        "service=%27%3B--",
        "metric=elapsed_seconds&before=x",
    ],
)
def test_a_strange_address_is_answered_calmly(world: Any, reader: Any, query: str) -> None:
    for path in ("/dashboard/", "/dashboard/files"):
        assert reader.get(f"{path}?{query}").status_code in (200, 404)


def test_of_many_areas_of_one_name_each_can_be_chosen(world: Any, reader: Any) -> None:
    codes = many_of_one_name(23)
    page = reader.get("/dashboard/?area=durgapur").content.decode()
    assert "More areas begin so." in page and len(set(re.findall(r"area=(4001\d+)", page))) == 20
    for words in ("Durgapur, Kapasia", "দুর্গাপুর, কাপাসিয়া, যশোর"):
        page = reader.get("/dashboard/", {"area": words}).content.decode()
        assert 'value="Durgapur, Kapasia, Jashore"' in page
    assert len(codes) == 23
