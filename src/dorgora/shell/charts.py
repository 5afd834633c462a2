"""Charts drawn on the server as SVG: before, now and the range, by three rules of docs/ux.md 8.

The axis starts at 0 and has at most 6 ticks; before is a hollow diamond, now a disc, the range a band;
fewer than 30 cases make the disc hollow and say so. `words` tells a screen reader the finding.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.shell import formats

FEW = 30


@dataclass(frozen=True)
class Change:
    """One measure, before and now; what was not measured before has no chart, only the words for it."""

    before: float
    now: float
    low: float
    high: float
    words: str
    n: int = FEW
    places: int = 1


@dataclass(frozen=True)
class Row:
    """One place or service in a chart of rows."""

    label: str
    now: float
    low: float
    high: float
    n: int = FEW


@dataclass(frozen=True)
class Point:
    """One month in a chart of time; months not measured are left out by the caller."""

    label: str
    now: float
    low: float
    high: float


@dataclass(frozen=True)
class Axis:
    """A scale from 0 with ticks at round numbers."""

    step: float
    n_steps: int
    start: float
    length: float

    def at(self, value: float) -> float:
        """Where a value stands, in pixels."""
        return round(self.start + self.length * value / (self.step * self.n_steps), 1)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The values at the axis and how they are written."""
        places = max(0, -math.floor(math.log10(self.step)))
        values = [n * self.step for n in range(self.n_steps + 1)]
        return [(value, formats.number(round(value, places), places if value else 0)) for value in values]


def axis(largest: float, start: float, length: float) -> Axis:
    """The smallest round scale of at most five steps that holds the largest value."""
    largest = largest if largest > 0 else 1
    power = 10 ** math.floor(math.log10(largest / 5))
    step = next(power * by for by in (1, 2, 3, 4, 5, 10, 20, 50) if power * by * 5 >= largest * 0.9999)
    return Axis(step=step, n_steps=max(1, math.ceil(largest / step - 0.0001)), start=start, length=length)


def _value(value: float, places: int) -> str:
    return formats.number(round(value, places), places)


def _baseline(value: float) -> str:
    """A published number as it was published, to two decimals."""
    text = str(round(value, 2))
    return formats.number(Decimal(text.removesuffix(".0")))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> SafeString:
    return format_html(
        "<text{}{} x=\"{}\" y=\"{}\">{}</text>",
        format_html(' class="{}"', kind) if kind else "",
        format_html(' text-anchor="{}"', anchor) if anchor else "",
        x, y, words,
    )  # fmt: skip


def _line(x1: float, y1: float, x2: float, y2: float, dash: str = "", kind: str = "") -> SafeString:
    return format_html(
        '<line{}{} x1="{}" y1="{}" x2="{}" y2="{}"/>',
        format_html(' class="{}"', kind) if kind else "",
        format_html(' stroke-dasharray="{}"', dash) if dash else "",
        x1, y1, x2, y2,
    )  # fmt: skip


def _svg(width: int, height: int, words: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="ch" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        words,
        _joined(parts),
    )


def _floor(scale: Axis, y: float) -> list[SafeString]:
    drawn = [_line(scale.start, y, scale.start + scale.length, y)]
    for tick, words in scale.ticks:
        x = scale.at(tick)
        drawn += [_line(x, y, x, y + 8), _text(x, y + 24, words, "t", "middle")]
    return drawn


def _band(x1: float, x2: float, y: float, height: float) -> SafeString:
    return format_html(
        '<rect class="r" x="{}" y="{}" width="{}" height="{}"/>', x1, y, round(x2 - x1, 1), height
    )


def _disc(x: float, y: float, n: int, radius: float) -> SafeString:
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', "old" if n < FEW else "v", x, y, radius)


def _anchor(x: float, width: float) -> str:
    """Words near an edge turn inwards."""
    return "start" if x < 40 else "end" if x > width - 40 else "middle"


def change_chart(change: Change) -> SafeString:
    """Before and now on one scale, 330 by 122."""
    scale = axis(max(change.before, change.now, change.high), 14, 302)
    now, before = scale.at(change.now), scale.at(change.before)
    now_words = _("now %(value)s") % {"value": _value(change.now, change.places)}
    before_words = _("before %(value)s") % {"value": _baseline(change.before)}
    return _svg(330, 122, change.words, [
        *_floor(scale, 92),
        _line(min(now, before), 70, max(now, before), 70, dash="3 4"),
        _band(scale.at(change.low), scale.at(change.high), 60, 20),
        _disc(now, 70, change.n, 7),
        format_html('<path class="old" d="M{} 61l9 9-9 9-9-9z"/>', before),
        _text(now, 48, now_words, "b", _anchor(now, 330)),
        _text(before, 30, before_words, "", _anchor(before, 330)),
        _line(before, 36, before, 58),
    ])  # fmt: skip


def rows_chart(
    rows: Sequence[Row], *, unit: str, words: str, before: float | None = None, places: int = 1
) -> SafeString:
    """One line a place, with the common baseline across them; 560 wide."""
    scale = axis(max([row.high for row in rows] + [before or 0]), 120, 380)
    floor = 26 + 32 * len(rows)
    drawn: list[SafeString] = []
    if before is not None:
        x = scale.at(before)
        drawn += [
            _line(x, 20, x, floor, dash="5 4"),
            _text(x, 13, _("before %(value)s") % {"value": _baseline(before)}, "", "middle"),
        ]
    drawn += [*_floor(scale, floor), _text(526, floor + 25, unit, "t")]
    for n, row in enumerate(rows):
        drawn += _row(row, scale, 26 + 32 * n, places)
    return _svg(560, floor + 32, words, drawn)


def _row(row: Row, scale: Axis, top: float, places: int) -> list[SafeString]:
    low, high = scale.at(row.low), scale.at(row.high)
    drawn = [
        _text(0, top + 13, row.label),
        _band(low, high, top, 16),
        _disc(scale.at(row.now), top + 8, row.n, 5.5 if row.n < FEW else 6),
        _text(round(high + 8, 1), top + 13, _value(row.now, places), "b"),
    ]
    if row.n < FEW:
        few = ngettext("only %(n)s file", "only %(n)s files", row.n) % {"n": formats.number(row.n)}
        drawn.append(_text(round(high + 48, 1), top + 13, few, "t") if low < 260
                     else _text(round(low - 8, 1), top + 13, few, "t", "end"))  # fmt: skip
    return drawn


def months_chart(points: Sequence[Point], *, words: str, places: int = 1) -> SafeString:
    """The course of a year: a band and a line, the last value written; 540 by 256."""
    scale = axis(max(point.high for point in points), 0, 200)
    across = 468 / max(1, len(points) - 1)
    xs = [round(34 + across * n, 1) for n in range(len(points))]

    def y(value: float) -> float:
        return round(222 - scale.at(value), 1)

    drawn: list[SafeString] = []
    for tick, written in scale.ticks:
        drawn += [
            _line(28, y(tick), 508, y(tick), kind="g" if tick else ""),
            _text(22, y(tick) + 4, written, "t", "end"),
        ]
    tops = [f"{x} {y(point.high)}" for x, point in zip(xs, points, strict=True)]
    bottoms = [f"{x} {y(point.low)}" for x, point in zip(xs, points, strict=True)]
    course = [f"{x} {y(point.now)}" for x, point in zip(xs, points, strict=True)]
    drawn.append(format_html('<path class="r" d="M{}z"/>', " ".join(tops + bottoms[::-1])))
    drawn.append(format_html('<path class="l" d="M{}"/>', " ".join(course)))
    drawn += [_text(x, 243, point.label, "t", "middle") for x, point in zip(xs, points, strict=True)]
    last = points[-1]
    drawn.append(_disc(xs[-1], y(last.now), FEW, 6))
    drawn.append(_text(xs[-1], max(12, y(last.high) - 7), _value(last.now, places), "b", "middle"))
    return _svg(540, 256, words, drawn)
