"""What the measures say together: the finding in the headline, the sample, the table, and what is not measured."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import queries as catalogue
from dorgora.dashboard import links, measures
from dorgora.places import queries as places
from dorgora.shell import charts, formats
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Column
from dorgora.tcv import queries as tcv
from dorgora.tcv import rules

MOST_NAMED = 20


def headline(service: str, summary: tcv.Summary) -> str:
    """What can be said; nothing more than the sample carries."""
    if not summary.n_files:
        return _("%(service)s: nothing measured yet") % {"service": service}
    time = summary.metrics["elapsed_seconds"]
    if time.saving is None or time.saving.low is None or time.few:
        return _("%(service)s: measured, but too few files for a finding") % {"service": service}
    told = {"service": service, "value": measures.value(time, abs(time.saving.value))}
    if time.saving.low > 0:
        return _("%(service)s: each file saves %(value)s") % told
    if (time.saving.high or 0) < 0:
        return _("%(service)s: each file takes %(value)s more than before") % told
    return _("%(service)s: no difference from before is certain") % told


def sample(summary: tcv.Summary) -> SafeString:
    """How many files the page stands on, and of how many the citizens were asked; both open to them."""
    files = ngettext("%(n)s file handed over", "%(n)s files handed over", summary.n_files)
    answered = ngettext("%(n)s citizen answered", "%(n)s citizens answered", summary.n_answered)
    asked = max(rules.ANSWERS, key=lambda name: summary.metrics[name].n)
    said = [(files, summary.n_files, rules.HANDED), (answered, summary.n_answered, asked)]
    told = [
        (links.files_url(summary.service, metric, summary.area), words % {"n": formats.number(n)}, n)
        for words, n, metric in said
    ]
    opened = (format_html('<a href="{}">{}</a>', url, words) if n else words for url, words, n in told)
    return format_html("{} · {}", *opened)


def baseline_year(summary: tcv.Summary) -> str:
    """The year of the published figures."""
    years = sorted({one.baseline.year for one in summary.metrics.values() if one.baseline})
    return ", ".join(formats.digits(year) for year in years)


def columns() -> tuple[Column, ...]:
    """The head of the table behind the charts."""
    return (
        Column(_("Measure")), Column(_("Now, mean"), is_number=True), Column(_("Range")),
        Column(_("Median")), Column(_("Before"), is_number=True), Column(_("Files"), is_number=True),
    )  # fmt: skip


def row(card: measures.Card) -> list[str]:
    """One measure in the table."""
    published = card.before or _("not measured")
    n = links.files_link(formats.number(card.n), card.url, card.name, is_alone=True)
    return [card.name, card.now, card.spread, card.median or _("too few"), published, n]


def not_measured(
    service: Any, summary: tcv.Summary, cards: Mapping[str, measures.Card], measured: Collection[str]
) -> list[tuple[str, str]]:
    """What nobody measured, and why: it is said, never left out and never a zero.

    measured: the services of which something was.
    """
    name, rows = labelled(service.names), list[tuple[str, str]]()
    for metric, one in summary.metrics.items():
        card = cards[metric]
        what = f"{name}: {card.name}"
        if metric == "elapsed_seconds" and summary.n_undated:
            words = ngettext(
                "%(n)s file bears dates that cannot be",
                "%(n)s files bear dates that cannot be",
                summary.n_undated,
            )
            url = links.files_url(service.key, rules.UNDATED, summary.area)
            said = words % {"n": formats.number(summary.n_undated)}
            rows.append((what, format_html('<a href="{}">{}</a>', url, said)))
        elif not one.n:
            why = _("nobody was asked yet") if summary.n_files else _("no file is handed over yet")
            rows.append((what, why))
        if one.n and one.baseline is None:
            words = ngettext(
                "there is no baseline; now %(now)s, %(n)s file",
                "there is no baseline; now %(now)s, %(n)s files",
                one.n,
            )
            why = words % {"now": card.now, "n": formats.number(one.n)}
            link = format_html('<a href="{}">{}</a>', card.url, why)
            rows.append((_("%(what)s: what is saved") % {"what": what}, link))
    return rows + _never_measured({service.key, *measured})


def _never_measured(measured: Collection[str]) -> list[tuple[str, str]]:
    """The services of which nothing was measured; of very many the first by name, and how many more there are."""
    others = [labelled(one.names) for one in catalogue.offers() if one.key not in measured]
    rows = [(name, _("no file is handed over yet")) for name in others[:MOST_NAMED]]
    if n := len(others) - len(rows):
        more = ngettext("%(n)s more service", "%(n)s more services", n) % {"n": formats.number(n)}
        rows.append((more, _("no file is handed over yet")))
    return rows


def by_area(service: str, area: str) -> dict[str, Any]:
    """Days in each area right below this one, where any file was handed over."""
    rows, table = [], []
    baseline = None
    children = places.children(area)
    summaries = tcv.summaries(service, area, {child.code for child in children})
    for child in children:
        one = summaries[child.code].metrics["elapsed_seconds"] if child.code in summaries else None
        if one is None or one.mean is None:
            continue
        baseline = one.baseline
        card = measures.card(one, service, child.code)
        low = one.mean if one.low is None else max(one.low, 0)
        high = one.mean if one.high is None else one.high
        chart = charts.Row(
            named(child), one.mean / measures.DAY, low / measures.DAY, high / measures.DAY, one.n
        )
        rows.append(chart)
        n = links.files_link(formats.number(one.n), card.url, named(child), is_alone=True)
        table.append([named(child), card.now, card.spread, n])
    heads = (
        Column(_("Area")),
        Column(_("Days, mean"), is_number=True),
        Column(_("Range")),
        Column(_("Files"), is_number=True),
    )
    before = baseline.value / measures.DAY if baseline else None
    return {"area_rows": rows, "area_table": table, "area_columns": heads, "area_before": before}
