"""What a spreadsheet gets: plain numbers, as much as its reader may know, and nothing that it would run."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

CSV = "/dashboard/files.csv?service=birth_registration&metric="


def table(reader: Any, address: str) -> list[list[str]]:
    answer = reader.get(address)
    assert answer["Cache-Control"] == "no-store"
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_anybody_gets_month_place_and_number(hand_over: Callable[..., int], reader: Any) -> None:
    hand_over(1, days=2.5, minutes=90, cost=6050, visits=2)
    hand_over(2, days=4, lodged=60)
    place = ["10092570", "Char Kukri Mukri"]
    assert table(reader, CSV + "elapsed_seconds") == [
        ["area", "area_name", "lodged", "elapsed_days"],
        [*place, "2027-01", "4.00"],
        [*place, "2026-11", "2.50"],
    ]
    for metric, head, shown in (
        ("own_minutes", "own_hours", "1.50"), ("own_cost_minor", "own_cost", "60.50"),
        ("official_minor", "official_fees", "75.00"), ("n_visits", "visits", "2"),
    ):  # fmt: skip
        assert table(reader, f"{CSV}{metric}&month=2026-11") == [
            ["area", "area_name", "lodged", head],
            [*place, "2026-11", shown],
        ]


def test_the_page_of_the_files_offers_it(hand_over: Callable[..., int], reader: Any) -> None:
    page = "/dashboard/files?service=birth_registration&metric=n_visits&area=1009"
    assert "Take along" not in reader.get(page).content.decode()
    hand_over(visits=3)
    html = reader.get(page).content.decode()
    link = html.split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert table(reader, link)[1][-1] == "3"
    assert "area=1009" in link


def test_an_officer_gets_the_numbers_of_her_own_files(
    hand_over: Callable[..., int], world: Any, signed_in: Callable[..., Any]
) -> None:
    file = world.file(hand_over(days=2))
    (head, row) = table(signed_in(), CSV + "elapsed_seconds")
    assert (
        head[0] == "file"
        and row[0] == f"{file.number[:3]}-{file.number[3:6]}-{file.number[6:]}"
        and row[3] == "2026-11-22"
    )


def test_all_of_many_come_and_of_very_many_the_newest(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.dashboard import spreadsheet

    monkeypatch.setattr(spreadsheet, "AT_ONCE", 2)
    for n in range(5):
        hand_over(n, days=n + 1)
    days = [row[-1] for row in table(reader, CSV + "elapsed_seconds")[1:]]
    assert days == ["5.00", "4.00", "3.00", "2.00", "1.00"]
    monkeypatch.setattr(spreadsheet, "MOST", 4)
    *newest, last = table(reader, CSV + "elapsed_seconds")[1:]
    assert [row[-1] for row in newest] == days[:4]
    assert last == ["Cut here: only the newest 4 files stand in this table."]
    monkeypatch.setattr(spreadsheet, "MOST", 6)
    assert len(table(reader, CSV + "elapsed_seconds")) == 1 + 5


def test_the_page_says_how_much_the_table_holds(
    hand_over: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.tcv import queries

    page, said = (
        "/dashboard/files?service=birth_registration&metric=n_visits",
        "at most the newest 10,000 files",
    )
    hand_over()
    assert said not in reader.get(page).content.decode()
    monkeypatch.setattr(queries, "PAGE", 1)
    hand_over(1)
    html = reader.get(page).content.decode()
    more = html.split('rel="next"')[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
    assert said in html and said in reader.get(more).content.decode()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_no_formula_runs(
    hand_over: Callable[..., int], reader: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack of a country names the places; nobody has looked at it with a spreadsheet in mind."""
    from dorgora.kernel.pack import Pack

    hand_over(days=2)
    monkeypatch.setattr(Pack, "named_in", lambda self, language, local, latin: name)
    assert table(reader, CSV + "elapsed_seconds")[1][1] == "'" + name


@pytest.mark.parametrize("asked", ["metric=shoe_size", "metric=", ""])
def test_what_is_no_measure_is_not_found(world: Any, reader: Any, asked: str) -> None:
    assert reader.get(f"/dashboard/files.csv?service=birth_registration&{asked}").status_code == 404
