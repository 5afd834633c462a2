"""One measure as it stands on the page: now, before, the range or that there are too few, and what is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from dorgora.dashboard import links
from dorgora.shell import charts, formats
from dorgora.tcv.medians import PERCENT
from dorgora.tcv.queries import Measured
from dorgora.tcv.rules import HANDED, UNDATED

DAY, HOUR = 86_400, 60


@dataclass(frozen=True)
class Unit:
    """How a metric is shown: one of it in kept units, and decimals."""

    size: int
    places: int


UNITS = {
    "seconds": Unit(DAY, 1),
    "minutes": Unit(HOUR, 1),
    "visits": Unit(1, 1),
}
NAMES = {
    "elapsed_seconds": (gettext_noop("Time"), gettext_noop("from lodging to having it in hand, in days")),
    "own_cost_minor": (
        gettext_noop("Own cost"),
        gettext_noop("fares, food, phone, help; without the official fees"),
    ),
    "n_visits": (gettext_noop("Visits"), gettext_noop("to apply, to ask and to collect")),
    "own_minutes": (gettext_noop("Own time"), gettext_noop("travel, waiting and the work, in hours")),
    "official_minor": (
        gettext_noop("Official fees"),
        gettext_noop("state fee and centre's fee, as on the receipt"),
    ),
    UNDATED: (
        gettext_noop("Time not measured"),
        gettext_noop("dates that cannot be, by a clock that was wrong"),
    ),
    HANDED: (
        gettext_noop("Files handed over"),
        gettext_noop("each with its time, where that is measured"),
    ),
}
COMPARED = ("elapsed_seconds", "own_cost_minor", "n_visits")


@dataclass(frozen=True)
class Card:
    """One measure, ready to be shown. `chart` only where there is a baseline and a measured mean."""

    metric: str
    name: str
    what: str
    headline: str
    now: str
    spread: str
    median: str
    before: str
    source_words: str
    source_url: str
    chart: charts.Change | None
    n: int
    url: str


def card(measured: Measured, service: str, area: str) -> Card:
    """Everything the page says of one metric."""
    name, what = (_(words) for words in NAMES[measured.metric])
    baseline = measured.baseline
    source = baseline.source if baseline else ""
    return Card(
        metric=measured.metric,
        name=name,
        what=what,
        headline=_headline(measured, name),
        now=value(measured, measured.mean) if measured.mean is not None else "",
        spread=spread(measured),
        median=median(measured),
        before=before(measured),
        source_words=_source_words(source),
        source_url=source.split(" ")[0] if source.startswith("https://") else "",
        chart=_chart(measured, name),
        n=measured.n,
        url=links.files_url(service, measured.metric, area),
    )


def _source_words(source: str) -> str:
    """What stands behind the address in brackets, else its host: an address in full is wider than a phone."""
    address, _space, words = source.partition(" ")
    if not address.startswith("https://"):
        return source
    return words.strip("()") or address.split("/")[2]


def value(measured: Measured, kept: float) -> str:
    """A value with its unit."""
    return shower(measured.unit)(kept)


def shower(unit: str) -> Callable[[float], str]:
    """How values of a unit are written; what was not measured has none."""
    if unit == "none":
        return lambda kept: "—"
    if unit == "minor":
        return lambda kept: formats.money(round(kept))
    return lambda kept: _counted(unit, _short(kept / UNITS[unit].size, UNITS[unit].places))


def _counted(unit: str, shown: str) -> str:
    """A number with its unit, one of it or more."""
    n = 1 if shown == formats.number(1) else 2
    words = {
        "seconds": ngettext("%(n)s day", "%(n)s days", n),
        "minutes": ngettext("%(n)s hour", "%(n)s hours", n),
        "visits": ngettext("%(n)s visit", "%(n)s visits", n),
    }
    return words[unit] % {"n": shown}


def _short(number: float, places: int) -> str:
    rounded = round(number, places)
    return formats.number(int(rounded)) if rounded == int(rounded) else formats.number(rounded, places)


def _headline(measured: Measured, name: str) -> str:
    saving = measured.saving
    if saving is None:
        return name
    told = {"name": name, "value": value(measured, abs(saving.value))}
    if measured.few or measured.low is None:
        return _few_headline(measured, told)
    if saving.value < 0:
        return _("%(name)s: %(value)s more than before") % told
    return _("%(name)s: %(value)s saved") % told


def _few_headline(measured: Measured, told: dict[str, str]) -> str:
    """Where the files are too few for a finding: what they came to, and no claim."""
    told |= {"files": links.n_files(measured.n)}
    if measured.saving is not None and measured.saving.value < 0:
        return _("%(name)s: %(files)s, %(value)s above the baseline") % told
    return _("%(name)s: %(files)s, %(value)s below the baseline") % told


def spread(measured: Measured) -> str:
    """The range of the mean, that it stands on few files, or that they are too few for one."""
    if measured.low is None or measured.high is None:
        return _("too few for a range")
    show = shower(measured.unit)
    words = _("range %(low)s to %(high)s") % {"low": show(max(measured.low, 0)), "high": show(measured.high)}
    return _("%(range)s; few files, no comparison") % {"range": words} if measured.few else words


def median(measured: Measured) -> str:
    """The middle file's value, with the bounds of its class where they look different; empty with too few files."""
    if measured.median is None:
        return ""
    show = shower(measured.unit)
    shown, low, high = (
        show(one) for one in (measured.median.value, measured.median.low, measured.median.high)
    )
    if low == high:
        return shown
    return _("%(value)s (%(low)s to %(high)s)") % {"value": shown, "low": low, "high": high}


def in_words(measured: Measured) -> str:
    """The range, and the median where there is one."""
    middle = median(measured)
    words = spread(measured)
    return f"{words} · " + _("median %(value)s") % {"value": middle} if middle else words


def what_a_median_is() -> str:
    """Said once where medians stand."""
    return _(
        "The median is the middle file: half took less, half took more. It comes from classes of sizes, so it stands"
        " with its bounds, and is never more than %(percent)s %% wrong."
    ) % {"percent": formats.number(PERCENT)}


def before(measured: Measured) -> str:
    """What was published, with its year; empty where nothing was."""
    if measured.baseline is None:
        return ""
    return _("%(value)s, published %(year)s") % {
        "value": _published(measured),
        "year": formats.digits(measured.baseline.year),
    }


def _published(measured: Measured) -> str:
    """A published number as it was published, to two decimals."""
    if measured.baseline is None:
        return ""
    if measured.unit == "minor":
        return formats.money(round(measured.baseline.value))
    number = Decimal(str(round(measured.baseline.value / UNITS[measured.unit].size, 2)).removesuffix(".0"))
    return _counted(measured.unit, formats.number(number))


def _chart(measured: Measured, name: str) -> charts.Change | None:
    if measured.baseline is None or measured.mean is None:
        return None
    unit = size(measured.unit)
    low = measured.mean if measured.low is None else max(measured.low, 0)
    high = measured.mean if measured.high is None else measured.high
    words = _("%(name)s: before %(before)s, now %(now)s, %(spread)s") % {
        "name": name,
        "before": _published(measured),
        "now": value(measured, measured.mean),
        "spread": spread(measured),
    }
    return charts.Change(
        before=measured.baseline.value / unit,
        now=measured.mean / unit,
        low=low / unit,
        high=high / unit,
        words=words,
        n=measured.n,
    )


def size(unit: str) -> int:
    """How many kept units one shown unit has: a day its seconds, money its smallest coins."""
    return int(10 ** formats.pack().currency.minor_digits) if unit == "minor" else UNITS[unit].size
