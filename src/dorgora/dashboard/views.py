"""What a service takes of people, beside what it took before; every number opens to its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter, officer_at
from dorgora.dashboard import asking, behind, courses, finding, links, measures, spreadsheet
from dorgora.shell import formats
from dorgora.shell.answers import area_name, labelled
from dorgora.shell.parts import Choice, MenuItem, Sign
from dorgora.tcv import queries as tcv


@may_enter("anyone")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One service, everywhere or in one area."""
    asked = asking.read(request.GET)
    if asked.service is None:
        return page(request, "dashboard/empty.html", "")
    key, summary = asked.service.key, tcv.summary(asked.service.key, asked.area)
    services = tcv.by_service(asked.area)
    cards = {metric: measures.card(one, key, asked.area) for metric, one in summary.metrics.items()}
    told = {
        "asked": asked,
        "choices": [Choice(one.key, labelled(one.names)) for one in catalogue.offers()],
        "headline": finding.headline(labelled(asked.service.names), summary),
        "where": area_name(asked.area) if asked.area else _("everywhere"),
        "sample": finding.sample(summary),
        "n_files": summary.n_files,
        "year": finding.baseline_year(summary),
        "compared": [cards[metric] for metric in measures.COMPARED if cards[metric].chart],
        "apart": [one for one in cards.values() if one.n and not one.chart],
        "columns": finding.columns(),
        "median_words": measures.what_a_median_is(),
        "rows": [finding.row(one) for one in cards.values() if one.n],
        "not_measured": finding.not_measured(asked.service, summary, cards, services),
        "service_columns": courses.service_columns(),
        "service_table": courses.services(services, asked.area),
    }
    told |= finding.by_area(key, asked.area) | courses.by_month(key, asked.area)
    return page(request, "dashboard/home.html", asked.area, **told)


@may_enter("anyone")
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """The files a number is made of: without a name or number, but for the officer whose files they are.

    Raises:
        Http404: there is no such service or metric.
    """
    asked, metric, month = _asked_files(request)
    officer = officer_at(request)
    before = behind.file_before(request.GET.get("before", ""))
    found = tcv.files_behind(asked.service.key, metric, asked.area, month=month, before=before)
    show = measures.shower(tcv.UNITS[metric])
    told = {
        "title": f"{labelled(asked.service.names)}: {_(measures.NAMES[metric][0])}",
        "what": _(measures.NAMES[metric][1]),
        "where": area_name(asked.area) if asked.area else _("everywhere"),
        "month": asking.month_name(month) if month else "",
        "is_officer": officer is not None,
        "columns": behind.columns(metric, officer),
        "rows": behind.rows(found, show, officer),
        "table_url": _asked_again("dashboard:files_csv", asked, metric, month) if found else "",
        "table_limit": spreadsheet.limit() if before or len(found) == tcv.PAGE else "",
        "more_url": _more_url(asked, metric, month, found),
        "home_url": asking.home_url(asked.service.key, asked.area),
    }
    return page(request, "dashboard/files.html", asked.area, **told)


def _more_url(asked: asking.Asked, metric: str, month: str, found: list[tcv.Behind]) -> str:
    if len(found) < tcv.PAGE:
        return ""
    here = _asked_again("dashboard:files", asked, metric, month)
    return here + "&" + urlencode({"before": behind.mark(found[-1].file_id)})


def _asked_files(request: HttpRequest) -> tuple[asking.Asked, str, str]:
    """Service and area, metric, and month or nothing: the files behind a number.

    Raises:
        Http404: there is no such service or metric.
    """
    asked, metric = asking.read(request.GET), request.GET.get("metric", "")
    if asked.service is None or metric not in measures.NAMES:
        raise Http404
    return asked, metric, asking.month(request.GET)


def _asked_again(name: str, asked: asking.Asked, metric: str, month: str) -> str:
    return links.files_url(asked.service.key, metric, asked.area, month, name=name)


@may_enter("anyone")
@require_safe
def files_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same files as a table for a spreadsheet, as this reader may know them.

    Raises:
        Http404: there is no such service or metric.
    """
    asked, metric, month = _asked_files(request)
    told = spreadsheet.lines(
        asked.service.key, metric, asked.area, month, officer_at(request), formats.language()
    )
    response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    name = "-".join(filter(None, (asked.service.key, metric, asked.area, month)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def page(request: HttpRequest, template: str, area: str, **told: Any) -> HttpResponse:
    """A page of the dashboard with its head: where, and the two things it tells of."""
    url = reverse("dashboard:home")
    where = area_name(area) if area else _("everywhere")
    menu = (
        MenuItem(_("Time, cost, visits"), url, template == "dashboard/home.html"),
        MenuItem(_("Not offered"), reverse("dashboard:wishes"), template == "dashboard/wishes.html"),
    )
    sign = Sign(home_url=url, place=(_("Measures"), where), menu=menu)
    return render(request, template, {"sign": sign} | told)
