"""What is drawn on a page, and with which letters: codes, shapes, gauges, charts. Comes with `{% load dorgora %}`."""

from collections.abc import Sequence

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dorgora.shell import charts, drawing, formats

register = template.Library()


@register.simple_tag
def letters() -> SafeString:
    """In the head of a page: the stylesheet of the pack's own letters, if it brings any."""
    if formats.pack().page_letters is None:
        return SafeString()
    return format_html('<link rel="stylesheet" href="{}">', static("letters/letters.css"))


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
