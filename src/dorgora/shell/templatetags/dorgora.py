"""`{% load dorgora %}`: numbers, money, days, codes, shapes and drawings in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from dorgora.feed.queries import MANY_UNSENT
from dorgora.shell import charts, drawing, formats
from dorgora.shell import language as languages

register = template.Library()

register.filter("digits", formats.digits)
register.filter("file_number", formats.file_number)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """Grouped, in the reader's digits: `{{ n|number }}`, `{{ share|number:1 }}`."""
    return "" if value in (None, "") else formats.number(value, places)


@register.filter
def unsent(n: int) -> str:
    """`{{ tide.n_unsent|unsent }}`: how many files are here only; "1,000+" where nobody counted further."""
    return formats.number(n) + ("+" if n >= MANY_UNSENT else "")


@register.filter
def money(minor: int | None) -> str:
    """`{{ fee_minor|money }}`: sign and amount, decimals only if there are any."""
    return "" if minor is None or minor == "" else formats.money(int(minor))


@register.filter
def money_exact(minor: int | None) -> str:
    """`{{ fee_minor|money_exact }}`: always with decimals, as on a receipt."""
    return "" if minor is None or minor == "" else formats.money(int(minor), always_minor=True)


@register.filter
def day(value: date | None, how: str = "") -> str:
    """`{{ d|day }}` 13 December 2026; how: `weekday`, `short`, `promise` (weekday, no year), `no-year`."""
    if not value:
        return ""
    return formats.day(
        value,
        weekday=how in ("weekday", "promise"),
        year=how in ("", "weekday", "long"),
        short=how == "short",
    )


@register.filter
def clock(at: datetime | None, how: str = "") -> str:
    """`{{ at|clock }}` 16:20, `{{ at|clock:"seconds" }}` 11:52:08."""
    return formats.clock(at, seconds=how == "seconds") if at else ""


@register.filter
def moment(at: datetime | None) -> str:
    """`{{ at|moment }}` 22 November 16:20."""
    return formats.moment(at) if at else ""


@register.simple_tag
def code(value: str | int) -> SafeString:
    """A short number in groups, spelled out for a screen reader."""
    return format_html(
        '<b class="code"><span aria-hidden="true">{}</span><span class="vh">{}</span></b>',
        formats.file_number(value), formats.spelled(value),
    )  # fmt: skip


@register.simple_tag
def status(shape: str, words: str) -> SafeString:
    """The chip of a file: shape, word and colour."""
    return format_html('<span class="st i {}">{}</span>', _shape(shape), words)


@register.filter
def shape(name: str) -> str:
    """The classes of a shape, for an own element: `<li class="i {{ s|shape }}">`."""
    return _shape(name)


def _shape(name: str) -> str:
    return "clock wait" if name == "wait" else name


@register.simple_tag
def gauge(done: int, total: int, words: str, late: int = 0, width: int = 6, most: int = 30) -> SafeString:
    """The staff gauge; say the same in words beside it."""
    return drawing.gauge(int(done), int(total), words, late=int(late), width=int(width), most=int(most))


@register.simple_tag
def logo() -> SafeString:
    """The matra, the door and the lit step."""
    return drawing.LOGO


@register.simple_tag
def matra() -> SafeString:
    """The ticked line at the head of a certificate."""
    return drawing.matra()


@register.simple_tag
def column_of(columns: Sequence[Any], place: int) -> Any:
    """The head of the column at this place."""
    return columns[place]


@register.simple_tag
def drawing_of(svg: str) -> SafeString:
    """A drawing made by our own code (a QR from segno); never text from a person."""
    if not svg.lstrip().startswith("<svg") or "<script" in svg.lower():
        raise ValueError("not a drawing")
    return SafeString(svg)


@register.simple_tag
def change_chart(change: charts.Change) -> SafeString:
    """`{% change_chart c %}`: before, now and range of one measure."""
    return charts.change_chart(change)


@register.simple_tag
def rows_chart(
    rows: Sequence[charts.Row], unit: str, words: str, before: float | None = None, places: int = 1
) -> SafeString:
    """`{% rows_chart rows unit words before=b %}`: one line a place."""
    return charts.rows_chart(rows, unit=unit, words=words, before=before, places=places)


@register.simple_tag
def months_chart(points: Sequence[charts.Point], words: str, places: int = 1) -> SafeString:
    """`{% months_chart points words %}`: the course of a year."""
    return charts.months_chart(points, words=words, places=places)


@register.simple_tag
def page_language() -> str:
    """The language of this page, for the lang attribute."""
    return formats.language()


@register.inclusion_tag("shell/language.html", takes_context=True)
def language_switch(context: Mapping[str, Any]) -> dict[str, Any]:
    """Links to this page in the other languages; the first answers to F2."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return {"others": []}
    others = []
    for offered, _name in settings.LANGUAGES:
        if offered != formats.language():
            name = get_language_info(offered)["name_local"]
            others.append(
                {"code": offered, "name": name, "short": name[:3], "url": languages.link_to(request, offered)}
            )
    return {"others": others}
