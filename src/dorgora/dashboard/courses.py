"""The course of a year, month by month, and all services beside each other: what stood in one figure, taken apart."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import queries as catalogue
from dorgora.dashboard import asking, measures
from dorgora.shell import charts, formats
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Column
from dorgora.tcv import queries as tcv

FEWEST = 2
"""A line goes from one month to another."""


def by_month(service: str, area: str) -> dict[str, Any]:
    """Days in each of the last twelve months, as a course where there are two of them, and every measure in a table."""
    points, table = [], []
    for month, summary in tcv.by_month(service, area, asking.last_months()).items():
        time = summary.metrics["elapsed_seconds"]
        if time.mean is None:
            continue
        low = time.mean if time.low is None else max(time.low, 0)
        high = time.mean if time.high is None else time.high
        days = (one / measures.DAY for one in (time.mean, low, high))
        points.append(charts.Point(formats.digits(month[5:]), *days))
        url = measures.files_url(service, "elapsed_seconds", area, month)
        n = format_html('<a class="pick" href="{}">{}</a>', url, formats.number(time.n))
        table.append([asking.month_name(month), *_figures(summary), n])
    heads = (Column(_("Lodged in")), *_figure_heads(), Column(_("Files"), is_number=True))
    drawn = points if len(points) >= FEWEST else []
    return {"month_points": drawn, "month_table": table[::-1], "month_columns": heads}


def services(summaries: Mapping[str, tcv.Summary], area: str) -> list[list[str | SafeString]]:
    """Each measured service in a row: a link to its page, how many files, and what each took beside the baseline."""
    names = {one.key: labelled(one.names) for one in catalogue.offers()}
    return [
        [
            format_html('<a class="pick" href="{}">{}</a>', asking.home_url(key, area), names[key]),
            formats.number(one.n_files),
            *(_beside(one.metrics[metric]) for metric in measures.COMPARED),
        ]
        for key, one in summaries.items()
    ]


def service_columns() -> tuple[Column, ...]:
    """The head of that table."""
    return (Column(_("Service")), Column(_("Files"), is_number=True), *_figure_heads())


def _figure_heads() -> tuple[Column, ...]:
    return tuple(Column(_(measures.NAMES[metric][0])) for metric in measures.COMPARED)


def _figures(summary: tcv.Summary) -> list[SafeString]:
    """Time, cost and visits: the mean of so many files, and its range."""
    return [_figure(summary.metrics[metric]) for metric in measures.COMPARED]


def _figure(one: tcv.Measured, *more: str) -> SafeString:
    """So many files, their mean, its range and what else is said; a metric nobody measured is no zero."""
    if one.mean is None:
        return format_html("{}", _("not measured"))
    files = ngettext("%(n)s file", "%(n)s files", one.n) % {"n": formats.number(one.n)}
    said = " · ".join((files, measures.in_words(one), *more))
    # One element: on a phone the label of the column stands beside it.
    return format_html(
        '<span><b>{}</b><br><span class="soft small">{}</span></span>', measures.value(one, one.mean), said
    )


def _beside(one: tcv.Measured) -> SafeString:
    """The same with what was published before."""
    published = measures.before(one)
    return _figure(one, _("before %(value)s") % {"value": published} if published else _("no baseline"))
