"""Certificates of invented people as the counter fills them in, for the tests of the PDF."""

from collections.abc import Sequence

from dorgora.certificates import qr
from dorgora.shell.stationery import Certificate, CertificateLine
from tests.rules.certificates.samples import text_of

CONJUNCTS = ("জন্ম", "ক্ষ্ম", "স্ত্রী", "লক্ষ্মী", "রাষ্ট্রীয়", "উজ্জ্বল", "ঊর্ধ্ব", "র‍্যাব", "শৃঙ্খলা")
MARKUP = "#panic() $x$ *b* _i_ \\u{41} \"q\" [x] <l> @r // /* `c` = ~ -- 'a'"


def certificate(names: Sequence[str] = ("মিম আক্তার",), second: str = "Mim Akter") -> Certificate:
    """A line for each name, and what else stands on a birth certificate."""
    lines = [CertificateLine("নাম", name, "Name", second) for name in names]
    return Certificate(
        office=("কুকরীমূকরী ইউনিয়ন পরিষদ", "চরফ্যাশন, ভোলা"),
        title="জন্ম নিবন্ধন সনদ",
        second_title="Birth Registration Certificate",
        number_label="জন্ম নিবন্ধন নম্বর",
        second_number_label="Birth registration number",
        number="২০২৬০৯০২৫৭০০০০১৪২",
        second_number="20260902570000142",
        qr_svg=qr.svg(text_of(), label="Code"),
        check=("যাচাই করুন", "যেকোনো সেন্টারে, পোর্টালে বা কিউআর পড়ে।"),
        second_check=("Check it", "At any centre, on the portal or by reading the QR."),
        lines=(*lines, CertificateLine("জন্ম তারিখ", "১৪ আগস্ট ২০২৬", "Date of birth", "14 August 2026")),
        language="bn",
        second_language="en",
        facts=("দেওয়া হয়েছে ২২ নভেম্বর ২০২৬",),
        signer="তন্ময় মজুমদার",
        signer_role="নিবন্ধন সহকারী",
    )
