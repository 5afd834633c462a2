"""Every part of the shell on a few pages, as the surfaces use them; people and numbers are invented."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import segno
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from dorgora.shell import charts, parts, stationery
from dorgora.shell.power import Battery

SAVED = datetime(2026, 11, 22, 5, 52, 8, tzinfo=UTC)

Say = Callable[[str, str], str]

FORM = """{% extends "shell/counter.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}{% block main_class %}two{% endblock %}
{% block main %}<div class="wide">{% include "shell/steps.html" %}</div>
<form class="card" id="f" novalidate>{% include "shell/problems.html" %}<h1>{{ heading }}</h1>
{% for field in fields %}{% include "shell/field.html" %}{% endfor %}</form>
<aside class="stack"><section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/facts.html" with lines=facts %}
{% include "shell/bill.html" %}</section>
{% include "shell/note.html" with kind="back" first=heading rest=lines.0.label url="/x" action=heading %}
{% include "shell/list.html" %}</aside>{% endblock %}
{% block step %}{% include "shell/step.html" with go=heading form="f" back_url="/" saved_at=saved_at %}{% endblock %}"""

PAPER = """{% extends "shell/counter.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}{% block main_class %}three{% endblock %}
{% block main %}<section class="card"><h1>{{ heading }}</h1>{% include "shell/say.html" %}</section>
<section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/bill.html" with large=True %}</section>
{% include "shell/slip.html" %}<div class="wide">{% include "shell/certificate.html" %}</div>{% endblock %}"""

DESK = """{% extends "shell/desk.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}
{% block main %}<h1>{{ heading }}</h1><section class="card">{% include "shell/queue.html" with caption=heading %}
{% include "shell/pages.html" %}</section>
{% include "shell/refusal.html" with what=heading why=bill_heading next=bill_heading url="/x" action=heading %}
{% include "shell/empty.html" with words=bill_heading url="/x" action=heading %}{% endblock %}"""

PORTAL = """{% extends "shell/portal.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}{% block main_class %}two{% endblock %}
{% block main %}<div class="stack"><section class="card stack"><p class="soft">{% code "4829173" %}</p>
<h1>{{ heading }}</h1>
{% gauge 1 15 heading width=22 %}</section>
<section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/way.html" %}</section>
<section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/list.html" with tiles=True %}</section></div>
<aside class="stack"><section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/bill.html" %}</section></aside>
{% endblock %}"""

DASH = """{% extends "shell/dash.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}
{% block main %}<h1>{{ heading }}</h1>{% include "shell/chart_key.html" with before="2017" range="95 %" %}
<div class="trio">{% for change in changes %}
<section class="card"><h2>{{ change.words }}</h2>{% change_chart change %}</section>
{% endfor %}</div>
<div class="tiles">
<section class="card"><h2>{{ heading }}</h2>{% rows_chart places unit heading before=10.11 %}</section>
<section class="card"><h2>{{ heading }}</h2>{% months_chart months heading %}</section></div>
<section class="card"><h2>{{ bill_heading }}</h2>
{% include "shell/table.html" with rows=cells caption=heading %}</section>
<p>{% include "shell/not_measured.html" with why=bill_heading %}</p>{% endblock %}"""

HOME = """{% extends "shell/counter.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}
{% block main %}<form role="search"><h1><label for="q">{{ heading }}</label></h1>
<input class="big" id="q" type="search" aria-keyshortcuts="/"></form>
<section class="card"><h2>{{ bill_heading }}</h2>{% include "shell/list.html" with tiles=True %}</section>{% endblock %}
{% block step %}{% include "shell/step.html" with go=heading go_url="#done" back_url="#back" %}{% endblock %}"""

FILE = """{% extends "shell/desk.html" %}{% load dorgora %}
{% block title %}{{ heading }}{% endblock %}
{% block main %}<h1>{{ heading }}</h1><section class="card">
<table class="cut"><caption class="vh">{{ heading }}</caption>
<thead><tr><th scope="col">{{ heading }}</th><th scope="col">{{ bill_heading }}</th></tr></thead><tbody>
{% for answer in answers %}<tr><th scope="row">{{ answer.question }}</th><td data-l="x"><label class="tick">
<input type="checkbox" name="wrong" value="{{ forloop.counter }}">
<span class="vh">{{ answer.question }}</span></label></td></tr>
{% endfor %}</tbody></table></section>
<form id="d" class="card">{% include "shell/field.html" with field=decision %}
{% include "shell/field.html" with field=remark %}</form>{% endblock %}
{% block step %}{% include "shell/step.html" with go=heading form="d" back_url="#next" back_key="J" %}{% endblock %}"""

# Alone on their pages, as they are printed.
CERTIFICATE = """{% extends "shell/counter.html" %}
{% block main %}{% include "shell/certificate.html" %}{% endblock %}"""

SHEET = """{% extends "shell/counter.html" %}
{% block main %}{% include "shell/sheet.html" %}{% endblock %}"""

PAGES = {
    "home": HOME,
    "form": FORM,
    "paper": PAPER,
    "desk": DESK,
    "file": FILE,
    "portal": PORTAL,
    "dash": DASH,
}


def _fields(say: Say) -> list[parts.Field]:
    bad_day = say(
        "৩১ জুন বলে কোনো দিন নেই। টিকা কার্ড দেখে লিখুন।", "There is no 31 June. Look at the vaccine card."
    )
    choice = parts.Choice
    return [
        parts.Field("name", say("শিশুর নাম, বাংলায়", "Name in Bangla"), value="মিম আক্তার",
                    hint=say("টিকা কার্ডে যেমন লেখা", "As on the vaccine card"), heard=(0, 2), lang="bn"),
        parts.Field("born", say("জন্ম তারিখ", "Date of birth"), "date", ("31", "6", "2026"), error=bad_day,
                    hint=say("দিন, মাস, বছর", "Day, month, year"), heard=(2, 2)),
        parts.Field("sex", say("মেয়ে না ছেলে?", "Girl or boy?"), "choice", "f",
                    choices=(choice("f", say("মেয়ে", "Girl"), key="A"), choice("m", say("ছেলে", "Boy")))),
        parts.Field("papers", say("কোন কাগজ আছে?", "Which papers?"), "many", ("a",),
                    choices=(choice("a", say("টিকা কার্ড", "Vaccine card")), choice("b", say("রসিদ", "Receipt")))),
        parts.Field("nid", say("মায়ের এনআইডি", "Mother's NID"), "digits", "041238765", marked=True,
                    error=say("৯টি সংখ্যা আছে, একটি কম।", "9 digits, one is missing.")),
        parts.Field("phone", say("ফোন", "Phone"), "phone", "", required=False),
        parts.Field("area", say("গ্রাম ও ওয়ার্ড", "Village"), "area", "7", typed="patila",
                    choices=(choice("7", "চর পাতিলা", say("ওয়ার্ড ৩", "Ward 3")),)),
        parts.Field("card", say("টিকা কার্ডের ছবি", "Vaccine card"), "file", error=say("ছবি ঝাপসা।", "Blurred.")),
        parts.Field("remark", say("মন্তব্য", "Remark"), "long", "", required=False),
        parts.Field("agreed", say("হ্যাঁ, ঠিক আছে", "Yes, it is right"), "yes", "yes"),
    ]  # fmt: skip


def _decision(say: Say) -> dict[str, parts.Field]:
    choices = (
        parts.Choice("approve", say("অনুমোদন", "Approve"), key="A"),
        parts.Choice("return", say("ফেরত", "Return"), key="R"),
        parts.Choice("reject", say("নামঞ্জুর", "Reject"), key="N"),
    )
    return {
        "decision": parts.Field("decision", say("সিদ্ধান্ত", "Decision"), "choice", "approve", choices=choices),
        "remark": parts.Field("remark", say("নাগরিকের জন্য কথা", "Words for the citizen")),
    }


def _paper(say: Say, lines: tuple[parts.Line, ...]) -> dict[str, Any]:
    svg = (
        segno.make_qr("4829173")
        .svg_inline(border=2, omitsize=True)
        .replace("<svg", '<svg role="img" aria-label="QR"')
    )
    line = stationery.CertificateLine
    return {
        "slip": stationery.Slip(
            centre=(say("কুকরীমূকরী ডিজিটাল সেন্টার", "Char Kukri Mukri Digital Centre"),), at_text="22-11-2026 11:58",
            citizen="রহিমা খাতুন", service=say("জন্ম নিবন্ধন", "Birth registration"), lines=lines, total_minor=7500,
            in_words=say("পঁচাত্তর টাকা মাত্র", "seventy-five taka only"), promised=say("রবিবার", "Sunday"),
            number="4829173", qr_svg=svg, complaint=say("৩৩৩-এ ফোন করুন।", "Call 333."),
            paid_latin="Paid Tk 75.00", latin_language="en", specimen=True),
        "certificate": stationery.Certificate(
            office=("কুকরীমূকরী ইউনিয়ন পরিষদ",), title="জন্ম নিবন্ধন সনদ", second_title="Birth Registration Certificate",
            number_label="জন্ম নিবন্ধন নম্বর", second_number_label="Birth registration number",
            number="২০২৬ ০৯ ০২৫ ৭০ ০০০১৪২", second_number="20260902570000142", qr_svg=svg,
            language="bn", second_language="en",
            check=("যাচাই করুন", "যেকোনো সেন্টারে।"), second_check=("Check it", "At any centre."),
            lines=(line("নাম", "মিম আক্তার", "Name", "Mim Akter"), line("মাতা", "বিনা খাতুন", "Mother", "Bina Khatun")),
            signer="তন্ময় মজুমদার", signer_role="নিবন্ধন সহকারী", foot=say("নমুনা", "Specimen")),
        "answers": [parts.Answer(say("শিশুর নাম", "Name"), "মিম আক্তার", "/change", "bn"),
                    parts.Answer(say("জন্ম", "Born"), say("১৪ আগস্ট ২০২৬", "14 August 2026"))],
    }  # fmt: skip


def _lists(say: Say) -> dict[str, Any]:
    return {
        "picks": [
            parts.Pick(say("জন্ম নিবন্ধন", "Birth registration"), "/1", say("১৫ কর্মদিবস", "15 days"), key="1", on=True),
            parts.Pick(say("নাগরিকত্ব সনদ", "Citizenship"), "/2", key="2", status=say("ফেরত", "Returned"), shape="back"),
            parts.Pick(say("ওয়ারিশান সনদ", "Heirs"), "/3", end="৳১২০"),
        ],
        "rows": [
            parts.QueueRow("/f1", "no", say("৩ দিন দেরি", "3 days late"), say("জন্ম নিবন্ধন", "Birth"), "কবিতা সরকার",
                           "4791185", say("আপনার সিদ্ধান্ত বাকি", "Yours to decide"), 15, 15, 3, on=True),
            parts.QueueRow("/f2", "wait", say("আজ শেষ দিন", "Last day"), say("মৃত্যু নিবন্ধন", "Death"), "তুষার বিশ্বাস",
                           "4800327", say("নতুন", "New"), 15, 15),
            parts.QueueRow("/f3", "clock", say("৯ দিন বাকি", "9 days left"), say("ওয়ারিশান", "Heirs"), "নন্দিতা পাল",
                           "4821194", say("নতুন", "New"), 45, 4),
        ],
        "steps": [parts.Step(say("আবেদনকারী", "Applicant"), "done", url="/s1"),
                  parts.Step(say("শিশু", "Child"), "now"), parts.Step(say("কাগজ", "Papers"), "todo")],
        "way": [parts.Step(say("সেন্টারে জমা", "At the centre"), "done", when="11:58"),
                parts.Step(say("হাবে পৌঁছেছে", "At the hub"), "done", shape="hub", note="২"),
                parts.Step(say("পরিষদ দেখছে", "The office looks"), "now"),
                parts.Step(say("সিদ্ধান্ত", "Decision"), "todo")],
        "paging": parts.Paging(21, 40, 1234, "/earlier", "/later"),
    }  # fmt: skip


def _charts(say: Say) -> dict[str, Any]:
    return {
        "changes": [
            charts.Change(10.11, 3.4, 2.9, 4.0, say("সময়: বাঁচে ৬.৭ দিন", "Time: 6.7 days saved")),
            charts.Change(96.42, 61.8, 54, 70, say("খরচ: বাঁচে ৳৩৫", "Cost: Tk 35 saved"), n=12),
            charts.Change(2.1, 1.3, 1.2, 1.5, say("যাতায়াত: বাঁচে ০.৮ বার", "Visits: 0.8 saved")),
        ],
        "places": [charts.Row("ভোলা সদর", 2.8, 2.4, 3.3, 402), charts.Row("মনপুরা", 6.2, 3.6, 9.0, 18)],
        "unit": say("দিন", "days"),
        "months": [charts.Point(say(bn, en), now, now - 0.5, now + 0.8)
                   for bn, en, now in (("ডিসে", "Dec", 5.9), ("জানু", "Jan", 5.4), ("ফেব", "Feb", 3.4))],
        "columns": [parts.Column(say("উপজেলা", "Upazila")), parts.Column(say("গড় দিন", "Mean"), is_number=True)],
        "cells": [["ভোলা সদর", "২.৮"], ["মনপুরা", "৬.২"]],
    }  # fmt: skip


def context(language: str) -> dict[str, Any]:
    """All values of the gallery in one language."""

    def say(bn: str, en: str) -> str:
        return bn if language == "bn" else en

    lines = (
        parts.Line(say("সরকারি ফি", "State fee"), 2500),
        parts.Line(say("সেন্টারের ফি", "Centre fee"), 5000),
    )
    fields = _fields(say)
    menu = (
        parts.MenuItem(say("আজ", "Today"), "/", current=True),
        parts.MenuItem(say("ফাইল", "Files"), "/files"),
    )
    return {
        "heading": say("শিশুর পরিচয়", "The child"), "bill_heading": say("ফি", "Fees"),
        "sign": parts.Sign("/", (say("কুকরীমূকরী", "Char Kukri Mukri"), say("ডিজিটাল সেন্টার", "Digital Centre")), menu,
                           say("শ্রাবনী", "Shraboni"), "/cover"),
        "tide": parts.Tide(3, "/unsent", False, "/line", say("শেষ যোগাযোগ ৯:১০", "last contact 9:10"), 184500,
                           "/drawer", 41, 200, 28, "/usage", Battery(12, is_filling=False),
                           line_brief=say("শেষ ৯:১০", "last 9:10")),
        "fields": fields, "problems": parts.problems_of(fields), "lines": lines, "total_minor": 7500, "saved_at": SAVED,
        "facts": [parts.Line(say("সনদ পাবেন", "Ready"), text=say("রবিবার", "Sunday")), *lines],
        "due": date(2026, 12, 13), **_paper(say, lines), **_lists(say), **_charts(say), **_decision(say),
    }  # fmt: skip


OF_THE_TIDE = {
    "bn": ("৩টি ফাইল", "৯:১০", "ড্রয়ার", "ডাটা", "ব্যাটারি"),
    "en": ("3 files", "9:10", "Drawer", "Data", "Battery"),
}
"""What must be read of it in either size."""


def render(name: str, language: str, **more: Any) -> str:
    """One page of the gallery as HTML."""
    return render_source(PAGES[name], name, language, **more)


def render_source(source: str, name: str, language: str, **more: Any) -> str:
    """A page made of the gallery's values."""
    with translation.override(language):
        request = RequestFactory().get(f"/{name}", {"page": "2"})
        return engines["django"].from_string(source).render({**context(language), **more}, request)
