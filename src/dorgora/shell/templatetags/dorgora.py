"""`{% load dorgora %}`: numbers, money and days in the reader's language; with it comes what is drawn (`drawn.py`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language_info

from dorgora.feed.queries import MANY_UNSENT
from dorgora.shell import formats, opened, parts
from dorgora.shell import language as languages
from dorgora.shell.templatetags import drawn

register = template.Library()

register.tags.update(drawn.register.tags)
register.filters.update(drawn.register.filters)
register.filter("digits", formats.digits)
register.filter("file_number", formats.file_number)
register.filter("asked", parts.asked)
register.filter("led", parts.led)


@register.simple_tag(takes_context=True)
def opened_by(context: Mapping[str, Any]) -> str:
    """`{% opened_by %}`: in each form of a person who is signed in, who that is."""
    request = context["request"]
    role, person = ("operator", request.operator) if request.operator else ("officer", request.officer)
    return format_html(
        '<input type="hidden" name="{}" value="{}" autocomplete="off">',
        opened.FIELD,
        opened.stamp(role, person.id),
    )


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
def column_of(columns: Sequence[Any], place: int) -> Any:
    """The head of the column at this place."""
    return columns[place]


@register.simple_tag
def page_language() -> str:
    """The language of this page."""
    return formats.language()


@register.simple_tag
def page_direction() -> str:
    """The direction this page is read in."""
    return formats.pack().direction(formats.language())


@register.simple_tag
def in_language(code: str) -> str:
    """`{% in_language "en" %}`: the attributes of what is in a language; of the page for an empty code.

    The direction is named only where the country writes one of its languages from right to left.
    """
    language, pack = code or formats.language(), formats.pack()
    if not pack.right_to_left:
        return format_html('lang="{}"', language)
    return format_html('lang="{}" dir="{}"', language, pack.direction(language))


@register.inclusion_tag("shell/language.html", takes_context=True)
def language_switch(context: Mapping[str, Any]) -> dict[str, Any]:
    """Links to this page in the other languages; the first answers to F2, where a page has keys at all.

    On a page that says which form is to be sent along (`parts.Sent`), buttons of that form: what was typed stands in
    no address.
    """
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
    return {"others": others, "sent": context.get("sent_along"), "has_keys": not context.get("has_no_script")}
