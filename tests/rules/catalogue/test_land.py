"""The copy of a land record: an authority outside decides, an office of the district speaks for it."""

import json
from datetime import date
from typing import Any

import pytest

from dorgora.catalogue import rules
from dorgora.catalogue.forms import Stage
from tests.rules.country import PACK, SERVICES

LAND = SERVICES["land_record_copy"]
ON = date(2026, 11, 22)
ANSWERS = {
    "name_bn": "রহিমা খাতুন", "name_en": "Rahima Khatun", "father_name": "আবুল কাশেম", "nid_or_brn": "0412387651",
    "land_union": "10092570", "mouza": "চর পাতিলা", "khatian_type": "rs", "khatian_no": "১২৭",
}  # fmt: skip


def service() -> dict[str, Any]:
    return next(one for one in map(json.loads, PACK.services()) if one["key"] == LAND.key)


def changed(**parts: Any) -> rules.ServiceVersion:
    return rules.load_service(json.dumps(service() | parts).encode())


def test_the_office_of_the_district_speaks_for_who_decides() -> None:
    assert LAND.outside is not None and LAND.outside.key == "district_record_room"
    assert not LAND.is_done_at_once and LAND.stages == (Stage("district", 10),)
    assert rules.validate_all(LAND, ANSWERS) == {}
    quote = rules.fee(LAND, ANSWERS, ON, lives_in="10092570", asked_in="10092570")
    assert (quote.state_minor, quote.operator_minor) == (10_000, 10_000)  # services.md 8: S12 and S8
    assert all(one.outside is None for key, one in SERVICES.items() if key != LAND.key)


def test_its_list_says_what_the_room_needs_and_no_more() -> None:
    listed = {name for name, field in LAND.fields.items() if field.on_list}
    assert listed == {"name_bn", "land_union", "mouza", "khatian_type", "khatian_no", "dag_no"}


def test_what_it_took_before_is_what_was_published() -> None:
    rows = {(row["service"], row["metric"], row["before"]): row for row in PACK.rows("baselines")}
    for metric, key in (
        ("time_days", ("land_record_copy", "time_days", "7")),
        ("cost_minor", ("land_record_application", "cost_bdt", "449")),
        ("visits", ("land_record_application", "visits", "3")),
    ):
        baseline, published = LAND.baseline(metric), rows[key]
        assert baseline is not None and (baseline.source, str(baseline.year)) == (
            published["source"],
            published["year"],
        )
        assert float(baseline.before) == float(published["before"]) * (100 if metric == "cost_minor" else 1)


def test_its_paper_is_not_ours() -> None:
    certificate = json.loads(
        next(one for one in PACK.services() if json.loads(one)["key"] == "citizenship_certificate")
    )["certificate"]
    lines = [line | {"values": {"bn": "name_bn", "en": "name_en"}} for line in certificate["fields"][:1]]
    with pytest.raises(ValueError, match="its paper would be ours"):
        changed(certificate=certificate | {"fields": lines})
    with pytest.raises(ValueError, match="its paper would be ours"):
        changed(register_number={"labels": {}, "pattern": ".*", "length": 5})


def test_an_office_of_ours_and_a_list_belong_to_it() -> None:
    with pytest.raises(ValueError, match="waits for nobody"):
        changed(decided_by={"outside": service()["decided_by"]["outside"]}, steps=[])
    silent = [
        section | {"fields": [{**field, "on_list": False} for field in section["fields"]]}
        for section in service()["sections"]
    ]
    with pytest.raises(ValueError, match="no answer stands on the list"):
        changed(sections=silent)
    with pytest.raises(ValueError, match="nothing is granted"):
        changed(decided_by={"office_level": "district"})
