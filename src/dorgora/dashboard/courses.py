"""The course of a year, month by month, and all services beside each other: what stood in one figure, taken apart."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dorgora.catalogue import queries as catalogue
from dorgora.dashboard import asking, figures, links, measures
from dorgora.shell import charts, formats
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Column
from dorgora.tcv import queries as tcv
from dorgora.tcv import rules

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
        name = asking.month_name(month)
        url = links.files_url(service, "elapsed_seconds", area, month)
        n = links.files_link(formats.number(time.n), url, name, is_alone=True)
        table.append([name, *_figures(summary, name, month), n])
    heads = (Column(_("Lodged in")), *_figure_heads(), Column(_("Files"), is_number=True))
    drawn = points if len(points) >= FEWEST else []
    return {"month_points": drawn, "month_table": table[::-1], "month_columns": heads}


def services(summaries: Mapping[str, tcv.Summary], area: str) -> list[list[str | SafeString]]:
    """Each measured service in a row: a link to its page, how many files, and what each took beside the baseline."""
    names = {one.key: labelled(one.names) for one in catalogue.offers()}
    return [
        [
            format_html('<a class="pick" href="{}">{}</a>', asking.home_url(key, area), names[key]),
            links.files_link(
                formats.number(one.n_files),
                links.files_url(key, rules.HANDED, area),
                names[key],
                is_alone=True,
            ),
            *(figures.beside(one, metric, names[key]) for metric in measures.COMPARED),
        ]
        for key, one in summaries.items()
    ]


def service_columns() -> tuple[Column, ...]:
    """The head of that table."""
    return (Column(_("Service")), Column(_("Files"), is_number=True), *_figure_heads())


def _figure_heads() -> tuple[Column, ...]:
    return tuple(Column(_(measures.NAMES[metric][0])) for metric in measures.COMPARED)


def _figures(summary: tcv.Summary, name: str, month: str) -> list[SafeString]:
    """Time, cost and visits in a month: the mean of so many files, and its range."""
    return [figures.figure(summary, metric, name, month=month) for metric in measures.COMPARED]
