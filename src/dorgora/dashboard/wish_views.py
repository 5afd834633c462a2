"""Pages of what is asked for and not offered: the counts, and the wishes behind each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dorgora.config.guard import may_enter, officer_at
from dorgora.dashboard import asking
from dorgora.dashboard import behind as marks
from dorgora.dashboard import wishes as told_of
from dorgora.dashboard.views import page
from dorgora.shell.answers import area_name
from dorgora.voice import queries as voice


@may_enter("anyone")
@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """By kind, by area and by month, everywhere or in one area, over a year or in one month of it."""
    asked, month = asking.area_of(request.GET, told_of.page_url), _month(request)
    shown = [month] if month else asking.last_months()
    counts = voice.counts(asked.area, shown)
    told: dict[str, Any] = {
        "asked": asked,
        "month": month,
        "headline": told_of.headline(counts),
        "where": area_name(asked.area) if asked.area else _("everywhere"),
        "when": asking.month_name(month) if month else _("the last twelve months"),
        "year_url": told_of.page_url(asked.area) if month else "",
        "kinds": told_of.by_kind(counts, asked.area, month),
        "kind_heads": told_of.heads(_("What it is about")),
        "months": [] if month else told_of.by_month(counts, asked.area),
        "month_heads": told_of.heads(_("Month")),
        "areas": told_of.by_area(asked.area, counts, shown, month),
        "area_heads": told_of.heads(_("Area")),
    }
    return page(request, "dashboard/wishes.html", asked.area, **told)


@may_enter("anyone")
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The wishes a count is made of; words and days only to officers who may know them.

    Raises:
        Http404: there is no such kind.
    """
    asked, month, kind = (
        asking.area_of(request.GET, told_of.page_url),
        _month(request),
        request.GET.get("kind", ""),
    )
    if kind != told_of.UNKNOWN and kind not in told_of.known():
        raise Http404
    officer = officer_at(request)
    before = marks.file_before(request.GET.get("before", ""))
    months = [month] if month else asking.last_months()
    named = "" if kind == told_of.UNKNOWN else kind
    found = voice.wishes_behind(named, asked.area, months, but=told_of.known(), before=before)
    told = {
        "title": _("Asked for and not offered: %(kind)s") % {"kind": told_of.kind_name(kind)},
        "where": area_name(asked.area) if asked.area else _("everywhere"),
        "when": asking.month_name(month) if month else _("the last twelve months"),
        "is_officer": officer is not None,
        "columns": told_of.columns(officer),
        "rows": told_of.rows(found, officer),
        "more_url": _more_url({"kind": kind, "area": asked.area, "month": month}, found),
        "back_url": told_of.page_url(asked.area, month),
    }
    return page(request, "dashboard/wishes_behind.html", asked.area, **told)


def _month(request: HttpRequest) -> str:
    """The month asked for, if it is one of the last twelve."""
    month = request.GET.get("month", "")
    return month if month in asking.last_months() else ""


def _more_url(query: dict[str, str], found: list[voice.Wish]) -> str:
    if len(found) < voice.PAGE:
        return ""
    return reverse("dashboard:wishes_behind") + "?" + urlencode(query | {"before": marks.mark(found[-1].id)})
