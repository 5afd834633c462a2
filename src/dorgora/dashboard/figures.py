"""One figure in a table: the mean, with a link to its files, its range and what was published before."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dorgora.dashboard import links, measures
from dorgora.tcv import queries as tcv


def figure(summary: tcv.Summary, metric: str, of: str, *more: str, month: str = "") -> SafeString:
    """So many files, which the number opens to, their mean, its range and what else is said.

    A metric nobody measured is no zero. of: the name of what the row is about.
    """
    one = summary.metrics[metric]
    if one.mean is None:
        return format_html("{}", _("not measured"))
    url = links.files_url(summary.service, metric, summary.area, month)
    files = links.files_link(links.n_files(one.n), url, f"{of}, {_(measures.NAMES[metric][0])}")
    said = " · ".join((measures.in_words(one), *more))
    # One element: on a phone the label of the column stands beside it.
    return format_html(
        '<span><b>{}</b><br><span class="soft small">{} · {}</span></span>',
        measures.value(one, one.mean),
        files,
        said,
    )


def beside(summary: tcv.Summary, metric: str, of: str) -> SafeString:
    """The same with what was published before."""
    published = measures.before(summary.metrics[metric])
    before = _("before %(value)s") % {"value": published} if published else _("no baseline")
    return figure(summary, metric, of, before)
