"""What a service takes citizens, beside what it took before; every figure opens to its files."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dorgora.applications import queries as applications
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import node as nodes
from dorgora.feed.rows import within
from dorgora.kernel.clock import from_seconds
from dorgora.tcv import medians, models, rules
from dorgora.tcv.medians import Median
from dorgora.tcv.rules import Spread

PAGE = 50
NEWEST = 100
"""So many files say what is usual now."""
MEDIANS = ("elapsed_seconds", "own_cost_minor", "n_visits")
"""Of all services beside each other only what is compared has a median."""
Sums = dict[tuple[str, str], int]
"""By metric and part of it: how many, their sum, the sum of squares in two parts, how many of each class of sizes."""


@dataclass(frozen=True)
class Baseline:
    """A published figure from before, in the metric's own unit, with where it stands."""

    value: float
    source: str
    year: int
    basis: str
    note: str


@dataclass(frozen=True)
class Saving:
    """Baseline minus measured; the range is the measured mean's, turned round. None: too few for a range."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Measured:
    """One metric of one service: how many files, their mean, its 95 % range, and what is saved.

    unit: seconds, minutes, minor or visits. few: `too_few` (below five: no range), `few` (below thirty) or empty.
    baseline and saving are None when nothing was published: that is "not measured", never zero. median: None with too
    few files, as the range is, and where areas stand beside each other.
    """

    metric: str
    unit: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    few: str
    baseline: Baseline | None
    saving: Saving | None
    median: Median | None = None


@dataclass(frozen=True)
class Summary:
    """A service in an area: how many files were handed over, how many citizens answered, each metric apart.

    n_undated: of so many of the files the time is not measured, as their dates cannot be.
    """

    service: str
    area: str
    n_files: int
    n_undated: int
    n_answered: int
    metrics: Mapping[str, Measured]


@dataclass(frozen=True)
class Behind:
    """One file behind a figure; value: None where it was not measured."""

    file_id: int
    number: str
    office: str
    centre: str
    area: str
    submitted_at: datetime
    value: int | None


@dataclass(frozen=True)
class Usual:
    """What is usual of one question, by so many answers."""

    value: int
    n: int


def usual(service: str, area: str) -> dict[str, Usual]:
    """What is usual for a service where somebody lives, by question, of the newest files this node was told of.

    Only of answers that were typed: one that stood in the page and was let stand suggests nothing (ADR 0045).
    """
    asked = models.Measure.objects.filter(service=service, area=area, is_confirmed=True).order_by("-id")
    rows = list(asked.values_list("as_suggested", *rules.ANSWERS)[:NEWEST])
    found = {}
    for place, metric in enumerate(rules.ANSWERS, 1):
        said = [row[place] for row in rows if row[place] is not None and metric not in row[0].split(",")]
        value = rules.usual(metric, said)
        if value is not None:
            found[metric] = Usual(value, len(said))
    return found


UNITS = {
    "elapsed_seconds": "seconds",
    "own_minutes": "minutes",
    "official_minor": "minor",
    "own_cost_minor": "minor",
    "n_visits": "visits",
    rules.UNDATED: "none",
    rules.HANDED: "seconds",
}


def summary(service: str, area: str = "") -> Summary:
    """Every metric of a service, everywhere or in an area of any tier."""
    sums: Sums = {}
    for cell in (*_cells([service], area or "|"), *_classes([service], area or "|")):
        _add(sums, cell)
    return _summary(service, area, sums, catalogue.service(service))


def summaries(service: str, area: str, parts: Collection[str]) -> dict[str, Summary]:
    """The same for each of the areas below one (or, of "", of the country) in which any file was handed over."""
    sums: dict[str, Sums] = {}
    widths = {len(one) for one in parts}
    for cell in _cells([service], area):
        found = next((cell.area[:width] for width in widths if cell.area[:width] in parts), None)
        if found is not None:
            _add(sums.setdefault(found, {}), cell)
    version = catalogue.service(service)
    return {one: _summary(service, one, its, version) for one, its in sums.items()}


def by_month(service: str, area: str, months: Collection[str]) -> dict[str, Summary]:
    """The same for each of these months in which a measured file was lodged, by name (2026-11), in order."""
    sums: dict[str, Sums] = {}
    for cell in (*_cells([service], area or "|"), *_classes([service], area or "|")):
        if cell.month in months:
            _add(sums.setdefault(cell.month, {}), cell)
    version = catalogue.service(service)
    return {one: _summary(service, area, sums[one], version) for one in sorted(sums)}


def by_service(area: str = "") -> dict[str, Summary]:
    """The same for each service of the catalogue of which a file was handed over, by key."""
    offered, sums = {one.key: one.version for one in catalogue.offers()}, dict[str, Sums]()
    for cell in (*_cells(list(offered), area or "|"), *_classes(list(offered), area or "|", MEDIANS)):
        _add(sums.setdefault(cell.service, {}), cell)
    versions = catalogue.versions((one, offered[one]) for one in sums)
    found = {one: _summary(one, area, sums[one], versions.get((one, offered[one]))) for one in sorted(sums)}
    return {one: said for one, said in found.items() if said.n_files}


def _summary(service: str, area: str, sums: Sums, version: ServiceVersion | None) -> Summary:
    metrics = {}
    for metric in rules.METRICS:
        n, total, high, low = (sums.get((metric, part), 0) for part in ("n", "sum", "high", "low"))
        spread = rules.spread(n, total, high * rules.LOW_PART + low)
        metrics[metric] = _measured(metric, spread, _median(sums, metric, spread), _baseline(version, metric))
    answered = max(metrics[name].n for name in rules.ANSWERS)
    n_undated = sums.get((rules.UNDATED, "n"), 0)
    return Summary(service, area, metrics["elapsed_seconds"].n + n_undated, n_undated, answered, metrics)


def _median(sums: Sums, metric: str, spread: Spread) -> Median | None:
    if spread.mean is not None and spread.low == spread.high and spread.n >= rules.TOO_FEW:
        return Median(spread.mean, spread.mean, spread.mean)  # all files took the same
    classes = {
        int(part[1:]): n
        for (name, part), n in sums.items()
        if name == metric and part.startswith(rules.CLASS)
    }
    return medians.median(spread.n, classes)


@dataclass(frozen=True, slots=True)
class _Cell:
    service: str
    area: str
    month: str
    metric: str
    part: str
    n: int


def _cells(services: Sequence[str], begins: str) -> Iterator[_Cell]:
    """The cells of services: codes of areas begin with their parent's.

    begins: what stands after the service; "|" are the cells of the whole country, which name no area.
    """
    for named, n in _read([f"{service}|{begins}" for service in services]):
        service, area, month, metric, part = named
        yield _Cell(service, area, month, metric, part, n)


def _classes(services: Sequence[str], begins: str, metrics: Sequence[str] = rules.METRICS) -> Iterator[_Cell]:
    """How many files are in each class; apart from the other cells, as there are several times more.

    Of the whole country only those of the metrics that are asked for are read.
    """
    each = [f"{metric}|" for metric in metrics] if begins == "|" else [""]
    firsts = [f"{rules.CLASS}{service}|{begins}{metric}" for service in services for metric in each]
    for named, n in _read(firsts):
        service, area, metric, month, one = named
        if one.isdecimal() and int(one) < len(medians.FIRSTS):
            yield _Cell(service.removeprefix(rules.CLASS), area, month, metric, rules.CLASS + one, n)


def _read(firsts: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    ranges = [(first, first + "\U0010ffff") for first in firsts]
    asked = "SELECT cell, n FROM feed_counter WHERE projection = 'tcv' AND"
    for cell, n in within(nodes.this().store.rows, asked, "cell", ranges):
        named = cell.split("|")
        if len(named) == 5:
            yield named, n


def _add(sums: Sums, cell: _Cell) -> None:
    sums[cell.metric, cell.part] = sums.get((cell.metric, cell.part), 0) + cell.n


def _baseline(version: ServiceVersion | None, metric: str) -> Baseline | None:
    """The service's published figure for a metric, in the metric's unit."""
    if version is None or metric not in rules.BASELINES:
        return None
    name, factor = rules.BASELINES[metric]
    published = version.baseline(name)
    if published is None:
        return None
    return Baseline(
        float(published.before) * factor, published.source, published.year, published.basis, published.note
    )


def _measured(metric: str, spread: Spread, median: Median | None, baseline: Baseline | None) -> Measured:
    saving = None
    if baseline is not None and spread.mean is not None:
        saving = Saving(
            baseline.value - spread.mean,
            None if spread.high is None else baseline.value - spread.high,
            None if spread.low is None else baseline.value - spread.low,
        )
    return Measured(
        metric, UNITS[metric], spread.n, spread.mean, spread.low, spread.high, spread.few, baseline, saving, median
    )  # fmt: skip


def files_behind(
    service: str, metric: str, area: str = "", *, month: str = "", before: int = 0, most: int = 0
) -> list[Behind]:
    """The files a figure is made of, the newest first, so many (or fifty) at a time.

    metric: one of `rules.METRICS`, or `rules.UNDATED`, or `rules.HANDED`: all of them, with their time.

    month: only those lodged in it (2026-11). before: the id the page before ended with.
    """
    if metric not in UNITS:
        return []
    column = metric if metric in rules.METRICS else "elapsed_seconds"
    found = models.Measure.objects.filter(service=service)
    if metric != rules.HANDED:
        found = found.filter(**{f"{column}__isnull": metric == rules.UNDATED})
    if area:
        found = found.filter(area__startswith=area)
    if month:
        found = found.filter(month=month)
    if not rules.counted(metric, False):
        found = found.filter(is_confirmed=True)
    if before:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id").values_list("id", "centre", "area", column)[: most or PAGE])
    files = applications.rows_of([row[0] for row in rows])
    return [
        Behind(
            row[0],
            files[row[0]].number if row[0] in files else "",
            files[row[0]].office if row[0] in files else "",
            row[1],
            row[2],
            files[row[0]].submitted_at if row[0] in files else from_seconds(0),
            row[3],
        )
        for row in rows
    ]
