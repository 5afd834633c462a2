"""`python -m bench.typesetting SEED N`: certificates of invented people as PDF, their QR codes read from poor scans.

Run inside a node's settings; asks no database. Prints seconds and bytes of each, and how many scans were read.
"""

import io
import json
import random
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import inside

inside.begin()

import pypdfium2  # noqa: E402  after the settings are known
from django.conf import settings  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402

from bench.filling import names_of  # noqa: E402
from bench.people import Names, Somebody  # noqa: E402
from bench.stage import ISLAND  # noqa: E402
from dorgora.certificates import cose, qr  # noqa: E402
from dorgora.certificates.document import Document, to_claims  # noqa: E402
from dorgora.config import seeing  # noqa: E402
from dorgora.kernel import clock  # noqa: E402
from dorgora.kernel.signing import Signer  # noqa: E402
from dorgora.shell import pdf  # noqa: E402
from dorgora.shell.stationery import Certificate, CertificateLine  # noqa: E402

N_WARM = 2
DPI, BLUR, DEGREES, QUALITY = 150, 1, 7, 30
AT = clock.from_seconds(1_795_500_000)


def document(names: Names, n: int) -> Document:
    """What is signed: ten answers, as long as a birth's."""
    child, mother, father = (names.somebody(date(2026, 9, 1)) for _ in range(3))
    said = (
        child.local_name, child.born.isoformat(), "মেয়ে", "কুকরীমূকরী, চরফ্যাশন, ভোলা", mother.local_name, "বাংলাদেশি",
        father.local_name, "বাংলাদেশি", "চর পাতিলা, ওয়ার্ড ৩, কুকরীমূকরী", names.name("m"),
    )  # fmt: skip
    return Document(
        kind=cose.Kind.CERTIFICATE, issuer=ISLAND, serial=f"{ISLAND}-2026-{n:06}", issued_at=AT,
        service="birth_registration", service_version=2,
        fields={0: number(child), **dict(enumerate(said, 1))}, status=(f"{ISLAND}-2026", n),
    )  # fmt: skip


def number(child: Somebody) -> str:
    return f"{child.born.year}1009257{child.number[-6:]}"


def paper(signed: Document, text: str) -> Certificate:
    """The same as it stands on paper."""
    said = signed.fields
    lines = [CertificateLine(f"প্রশ্ন {n}", str(said[n]), f"Question {n}", str(said[n])) for n in range(1, 11)]
    return Certificate(
        office=("কুকরীমূকরী ইউনিয়ন পরিষদ", "চরফ্যাশন, ভোলা"), title="জন্ম নিবন্ধন সনদ",
        second_title="Birth Registration Certificate", number_label="জন্ম নিবন্ধন নম্বর",
        second_number_label="Birth registration number", number=str(said[0]), second_number=str(said[0]),
        qr_svg=qr.svg(text, label="Code"), check=("যাচাই করুন", "যেকোনো সেন্টারে, পোর্টালে বা কিউআর পড়ে।"),
        second_check=("Check it", "At any centre, on the portal or by reading the QR."), lines=tuple(lines),
        language="bn", second_language="en", facts=("দেওয়া হয়েছে ২২ নভেম্বর ২০২৬",), signer=str(said[10]),
        signer_role="নিবন্ধক",
    )  # fmt: skip


def scanned(content: bytes, chance: random.Random) -> bytes:
    """A poor scan of it, turned one way or the other."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=DPI / 72, grayscale=True).to_pil()
    turned = page.filter(ImageFilter.GaussianBlur(BLUR)).rotate(
        chance.choice((DEGREES, -DEGREES)), Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def main() -> None:
    seed, n_papers = (int(word) for word in sys.argv[1:3])
    names, signer = names_of(settings.PACK_DIR, seed), Signer(b"b" * 32)
    seconds, sizes, n_read = list[float](), list[int](), 0
    with TemporaryDirectory() as folder:
        scan = Path(folder) / "scan.jpg"
        for n in range(n_papers + N_WARM):
            signed = document(names, n)
            text = qr.to_qr_text(cose.sign1(to_claims(signed), signer, cose.key_id(signer.public)))
            said, size = paper(signed, text), pdf.PAPERS[n % len(pdf.PAPERS)]
            began = time.perf_counter()
            content = pdf.certificate(said, paper=size, at=AT)
            took = time.perf_counter() - began
            if n < N_WARM:
                continue
            seconds.append(took)
            sizes.append(len(content))
            scan.write_bytes(scanned(content, names.chance))
            n_read += seeing.codes(scan) == [text]
    print(json.dumps({"seconds": seconds, "bytes": sizes, "n_read": n_read}))


main()
