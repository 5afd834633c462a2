"""The shared parts as HTML: weight, policy, what is escaped, what a screen reader is told."""

import gzip
import re

import pytest
from django.template import engines
from django.utils import translation

from dorgora.shell import charts, drawing, parts
from tests.browser import ROOT
from tests.surfaces.shell import gallery
from tools import styles

TEMPLATES = ROOT / "src" / "dorgora" / "shell" / "templates"
FIRST_VIEW = 14_000


@pytest.mark.parametrize("name", gallery.PAGES)
@pytest.mark.parametrize("language", ["bn", "en"])
def test_no_page_carries_inline_style_or_script(name: str, language: str) -> None:
    html = gallery.render(name, language)
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", html)


def test_a_cold_view_of_the_portal_fits_one_window_of_tcp() -> None:
    html = gzip.compress(gallery.render("portal", "bn").encode(), 6)
    css = gzip.compress(styles.TARGET.read_bytes(), 6)
    assert len(html) + len(css) < FIRST_VIEW * 0.5  # the other half is for what the portal says


def test_the_portal_stylesheet_is_made_from_the_one_stylesheet() -> None:
    assert styles.TARGET.read_text() == styles.portal_styles(styles.SOURCE.read_text())
    assert "@font-face" not in styles.TARGET.read_text()


def test_the_title_of_a_page_with_an_error_says_so_first() -> None:
    assert "<title>ভুল: শিশুর পরিচয় · দোরগোড়া</title>" in gallery.render("form", "bn")
    assert "<title>The child · Dorgora</title>" in gallery.render("home", "en", problems=())


def test_a_field_in_error_is_tied_to_its_words() -> None:
    field = parts.Field("nid", "NID", "digits", "12", hint="10 digits", error="one is missing")
    html = _field(field)
    assert 'aria-describedby="f-nid-hint f-nid-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="f-nid-hint"' in html
    assert 'id="f-nid-error"' in html


def test_what_an_officer_marked_is_not_the_operators_error() -> None:
    marked = parts.Field("nid", "NID", error="one is missing", marked=True)
    assert 'class="f wrong back"' in _field(marked)
    assert parts.problems_of([marked]) == ()


def test_what_was_typed_stays_and_is_escaped() -> None:
    for kind in ("text", "long", "search", "area"):
        html = _field(parts.Field("x", "<b>", kind, '"><script>', typed='"><script>'))
        assert "<script>" not in html
        assert "&quot;&gt;&lt;script&gt;" in html
        assert "<b>" not in html.replace('<b class="lab">', "")


def test_a_password_is_never_sent_back() -> None:
    assert "4321" not in _field(parts.Field("pin", "PIN", "password", "4321"))


def test_a_date_is_asked_in_three_fields() -> None:
    html = _field(parts.Field("born", "Born", "date", ("14", "8", "2026")))
    assert re.findall(r'name="(born-\w+)"', html) == ["born-day", "born-month", "born-year"]
    assert re.findall(r'value="(\w+)"', html) == ["14", "8", "2026"]


def test_the_gauge_never_draws_something_done_as_nothing() -> None:
    svg = drawing.gauge(1, 1000, "1 of 1000")
    assert (svg.count('class="gz"'), svg.count('class="gt"')) == (1, 29)
    assert drawing.gauge(15, 15, "x", late=3).count('class="gl"') == 3
    assert drawing.gauge(200, 15, "x").count('class="gz"') == 15
    assert 'aria-label="&lt;i&gt;"' in drawing.gauge(1, 2, "<i>")


@pytest.mark.parametrize(
    ("largest", "written"),
    [
        (10.11, ["0", "3", "6", "9", "12"]),
        (96.42, ["0", "20", "40", "60", "80", "100"]),
        (2.1, ["0", "0.5", "1.0", "1.5", "2.0", "2.5"]),
        (0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
    ],
)
def test_an_axis_starts_at_nought_and_has_at_most_six_ticks(largest: float, written: list[str]) -> None:
    with translation.override("en"):
        scale = charts.axis(largest, 0, 100)
        assert [words for _, words in scale.ticks] == written
        assert scale.at(scale.ticks[-1][0]) == 100


def test_few_cases_are_a_hollow_disc() -> None:
    few = charts.change_chart(charts.Change(10, 3, 2, 4, "few", n=29))
    enough = charts.change_chart(charts.Change(10, 3, 2, 4, "enough", n=30))
    assert '<circle class="old"' in few
    assert '<circle class="v"' in enough


def test_a_published_baseline_is_written_as_published() -> None:
    with translation.override("en"):
        assert ">before 10.11<" in charts.change_chart(charts.Change(10.11, 3.4, 2.9, 4, "x"))
        assert ">before 12<" in charts.change_chart(charts.Change(12.0, 3.4, 2.9, 4, "x"))


def test_a_chart_weighs_little_and_escapes_its_words() -> None:
    rows = [charts.Row(f"<u>{n}</u>", n, n, n + 1) for n in range(12)]
    svg = charts.rows_chart(rows, unit="d", words='"x"', before=3)
    assert len(svg.encode()) < 5 * 1024
    assert "<u>" not in svg
    assert 'aria-label="&quot;x&quot;"' in svg


def test_only_a_drawing_of_ours_is_let_through() -> None:
    template = engines["django"].from_string("{% load dorgora %}{% drawing_of svg %}")
    for svg in ("<p>", "<svg><script>1</script></svg>"):
        with pytest.raises(ValueError, match="not a drawing"):
            template.render({"svg": svg})


def test_every_template_is_used_or_told_of() -> None:
    told = (ROOT / "src/dorgora/shell/README.md").read_text()
    sources = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    for path in TEMPLATES.rglob("*.html"):
        name = str(path.relative_to(TEMPLATES))
        assert f'"{name}"' in sources or f"`{path.stem}`" in told or path.name in told


def _field(field: parts.Field) -> str:
    with translation.override("en"):
        template = engines["django"].from_string('{% include "shell/field.html" %}')
        return str(template.render({"field": field}))


def test_a_day_to_come_is_a_thin_tick_on_the_line_of_the_gauge() -> None:
    """Boxes in a row read as letters that the font lacks."""
    for total in (1, 7, 30):
        svg = drawing.gauge(0, total, "x")
        ticks = [
            tuple(map(int, one)) for one in re.findall(r'class="gt" x="(\d+)" y="(\d+)" width="(\d+)"', svg)
        ]
        assert 'd="M1 0v16H' in svg and {across for _x, _top, across in ticks} == {2}
        assert [n for n, (_x, top, _across) in enumerate(ticks, 1) if top == 0] == list(
            range(5, total + 1, 5)
        )
        assert int(re.search(r'width="(\d+)"', svg)[1]) >= 26  # type: ignore[index]


def test_a_page_opens_where_an_answer_lacks() -> None:
    """What is known already stands there and is looked at; the hand goes on with what nobody knows."""
    name = parts.Field("name", "Name", value="রহিমা খাতুন")
    born = parts.Field("born", "Born", "date", ("1", "", "1990"))
    father, phone = parts.Field("father", "Father"), parts.Field("phone", "Phone", required=False)

    def opens_in(*fields: parts.Field) -> list[str]:
        return [one.name for one in parts.led(fields) if one.is_focused]

    assert opens_in(name, phone, father) == ["father"]
    assert opens_in(name, born, father) == ["born"], "a date without its month is none"
    assert opens_in(name, phone) == ["name"]
    assert opens_in(name, father, parts.Field("ward", "Ward", value="0", error="No ward")) == ["ward"]
