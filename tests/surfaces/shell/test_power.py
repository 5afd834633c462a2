"""What stands on every page about the battery: what the kernel's files say, and nothing where they say nothing."""

from pathlib import Path
from typing import Any

import pytest

from dorgora.shell import power
from dorgora.shell.power import Battery, battery

LAPTOP = {"type": "Battery", "capacity": "34", "status": "Discharging"}


@pytest.fixture
def supplies(tmp_path: Path) -> Any:
    """Call with what each supply tells, as Linux lays it out under /sys/class/power_supply."""

    def lay_out(**told: dict[str, str]) -> Path:
        for name, files in told.items():
            (tmp_path / name).mkdir()
            for file, text in files.items():
                (tmp_path / name / file).write_text(text + "\n")
        return tmp_path

    return lay_out


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (LAPTOP, Battery(34, False)),
        (LAPTOP | {"status": "Charging"}, Battery(34, True)),
        (LAPTOP | {"status": "Not charging"}, Battery(34, True)),
        (LAPTOP | {"status": "Unknown"}, Battery(34, False)),
        (LAPTOP | {"capacity": "103"}, Battery(100, False)),
        (LAPTOP | {"scope": "Device"}, None),
        (LAPTOP | {"capacity": "-1"}, None),
        (LAPTOP | {"capacity": ""}, None),
        ({"type": "Battery"}, None),
        ({"type": "Mains", "online": "1"}, None),
        ({}, None),
    ],
)
def test_a_battery_is_read_as_the_kernel_tells_it(
    supplies: Any, told: dict[str, str], known: Battery | None
) -> None:
    assert battery(supplies(BAT0=told, AC={"type": "Mains", "online": "0"})) == known


def test_of_two_the_one_that_lasts_is_told(supplies: Any) -> None:
    assert battery(supplies(BAT0=LAPTOP | {"capacity": "3"}, BAT1=LAPTOP)) == Battery(34, False)


def test_where_nobody_tells_nothing_is_known(tmp_path: Path) -> None:
    assert battery(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("percent", "is_filling", "is_low"), [(20, False, True), (21, False, False), (5, True, False)]
)
def test_a_low_one_that_is_not_filling_is_to_be_plugged_in(
    percent: int, is_filling: bool, is_low: bool
) -> None:
    assert Battery(percent, is_filling).is_low is is_low


def test_it_stands_on_the_pages_of_a_laptop_alone(
    world: Any, signed_in: Any, supplies: Any, serve_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages() -> str:
        return " ".join(signed_in().get("/desk/").content.decode().split())

    serve_as("centre")
    monkeypatch.setattr(power, "SUPPLIES", Path("/nowhere"))
    assert "Battery" not in pages()
    monkeypatch.setattr(power, "SUPPLIES", supplies(BAT0=LAPTOP | {"capacity": "12"}))
    assert 'Battery <b>12%</b><span class="w"> · plug it in' in pages()
    serve_as("hub")
    assert "Battery" not in pages()
