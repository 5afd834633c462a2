"""A token on paper: RFC 9285, bounded, strict, and read back by a camera's library."""

import io
import re
import zlib
from dataclasses import replace

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dorgora.certificates import qr
from dorgora.certificates.cose import MAX_TOKEN_BYTES, BadToken
from tests.rules.certificates.samples import CERTIFICATE, RECEIPT, text_of, token_of

QR_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def test_it_works():
    assert qr.from_qr_text(qr.to_qr_text(token_of())) == token_of()


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_gives_the_examples_of_rfc_9285(data, text):
    assert qr.to_base45(data) == text
    assert qr.from_base45(text) == data


def test_base45_reads_the_example_of_rfc_9285():
    assert qr.from_base45("QED8WEX0") == b"ietf!"


@given(st.binary(max_size=200))
def test_base45_gives_every_bytes_back(data):
    assert qr.from_base45(qr.to_base45(data)) == data


@pytest.mark.parametrize("text", ["GGW", "::", "A", "AAAA", "aaa", "AÄA", "A\nA", ":::"])
def test_what_is_not_base45_is_refused(text):
    """GGW is the example of RFC 9285 for a group worth 65,536."""
    with pytest.raises(BadToken):
        qr.from_base45(text)


@given(st.text(alphabet=QR_ALPHANUMERIC, max_size=60))
def test_base45_has_one_text_for_any_bytes(text):
    try:
        data = qr.from_base45(text)
    except BadToken:
        return
    assert qr.to_base45(data) == text


def test_space_around_a_scanned_text_is_taken_off():
    text = qr.to_qr_text(token_of())
    assert qr.from_qr_text(f"\r\n {text}\t\n") == token_of()


@pytest.mark.parametrize(
    "spoil", [str.lower, lambda t: t[:9] + "\n" + t[9:], lambda t: "HC1:" + t, lambda t: t + t]
)
def test_a_text_otherwise_written_is_refused(spoil):
    with pytest.raises(BadToken):
        qr.from_qr_text(spoil(qr.to_qr_text(token_of())))


@given(st.binary(min_size=1, max_size=9), st.integers(0, 9))
def test_no_text_begins_or_ends_with_a_space_of_its_own(data, level):
    text = qr.to_base45(zlib.compress(data, level))
    assert text == text.strip()


def test_a_bomb_is_refused_without_being_unpacked():
    bomb = zlib.compress(bytes(1_000_000), 9)
    with pytest.raises(BadToken, match="size allowed"):
        qr.from_qr_text(qr.to_base45(bomb))


def test_a_text_longer_than_any_code_is_refused():
    with pytest.raises(BadToken, match="longer"):
        qr.from_qr_text("0" * 4297)
    with pytest.raises(BadToken, match="longer"):
        qr.from_qr_text(" " * 10_000_000)


@pytest.mark.parametrize(
    "packed", [b"", b"x", zlib.compress(b"x")[:-1], zlib.compress(b"x") + b"x", b"\x78\xda"]
)
def test_what_is_not_one_whole_stream_is_refused(packed):
    with pytest.raises(BadToken):
        qr.from_qr_text(qr.to_base45(packed))


def test_a_token_of_exactly_the_cap_passes_and_one_more_does_not():
    assert qr.inflate(zlib.compress(bytes(MAX_TOKEN_BYTES)), MAX_TOKEN_BYTES) == bytes(MAX_TOKEN_BYTES)
    with pytest.raises(BadToken):
        qr.inflate(zlib.compress(bytes(MAX_TOKEN_BYTES + 1)), MAX_TOKEN_BYTES)
    with pytest.raises(ValueError, match="too large"):
        qr.to_qr_text(bytes(MAX_TOKEN_BYTES + 1))


def test_bits_that_carry_nothing_may_not_be_set():
    n_found = 0
    for serial in range(20):
        token = token_of(replace(CERTIFICATE, serial=str(serial)))
        packed = zlib.compress(token, 9)
        for bit in range(8):
            altered = packed[:-5] + bytes([packed[-5] | 1 << bit]) + packed[-4:]
            if altered != packed and is_unpacked_alike(altered, token):
                n_found += 1
                with pytest.raises(BadToken, match="carry nothing"):
                    qr.from_qr_text(qr.to_base45(altered))
        assert qr.from_qr_text(qr.to_base45(packed)) == token
    assert n_found > 20


def is_unpacked_alike(packed, token):
    try:
        return zlib.decompress(packed) == token
    except zlib.error:
        return False


def test_a_certificate_of_ten_bangla_fields_fits_version_15():
    text = text_of(CERTIFICATE)
    assert len(text) <= 600
    assert set(text) <= set(QR_ALPHANUMERIC)
    code = segno.make(text, error="m", micro=False, boost_error=False)
    assert code.mode == "alphanumeric" and code.version <= 15
    assert qr.svg(text, label="QR").count(f'viewBox="0 0 {code.symbol_size(border=4)[0]}') == 1


def test_a_camera_library_reads_what_segno_draws():
    picture = io.BytesIO()
    segno.make(text_of(), error="m", micro=False, boost_error=False).save(
        picture, kind="png", scale=4, border=4
    )
    (seen,) = zxingcpp.read_barcodes(Image.open(picture))
    assert seen.text == text_of()
    assert seen.ec_level == "M"


def drawn(markup, scale):
    """The picture of our SVG: light ground, one dark path of strokes one module high."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', markup)[1])
    (path,) = re.findall(r'<path [^>]*stroke="#000" [^>]*d="([^"]+)"', markup)
    picture = Image.new("L", (size, size), 255)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            picture.paste(0, (round(x), int(y), round(x + values[0]), int(y) + 1))
            x += values[0]
    return picture.resize((size * scale, size * scale), Image.Resampling.NEAREST)


@pytest.mark.parametrize("document", [CERTIFICATE, RECEIPT])
def test_a_camera_library_reads_our_svg(document):
    text = text_of(document)
    picture = drawn(qr.svg(text, label="QR"), scale=4)
    (seen,) = zxingcpp.read_barcodes(picture)
    assert seen.text == text
    assert picture.crop((0, 0, picture.width, 16)).getextrema() == (255, 255)
    assert picture.crop((16, 16, 17, 17)).getextrema() == (0, 0)


def test_the_svg_can_stand_in_a_page_under_our_policy():
    markup = qr.svg("TEXT", label='সনদের "কিউআর" <script>')
    assert markup.startswith("<svg ") and markup.endswith("</svg>")
    assert 'role="img" aria-label="সনদের &quot;কিউআর&quot; &lt;script&gt;"' in markup
    for forbidden in ("style", "<script", "<?xml", "xlink", "class=", " width=", " onload"):
        assert forbidden not in markup


def test_a_text_for_no_code_is_refused():
    with pytest.raises(ValueError, match=r".+"):
        qr.svg("A" * 4000, label="QR")
