"""A text altered where a copy names its place says the same; it is no text of ours all the same."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import deflated, qr
from dorgora.certificates.cose import BadToken

# A made-up citizen's certificate, which has the number of its place three times.
PRINTED = (
    "NCFOXN%TSMAHO.JLQG:OJKMK5EPCDCN%ORX43RVUED*JJPKLK.GL$0--8Q3TRT9I6643M4HGCJJ*50W630PJOC90UM "
    "GETJC1VC5ABWGO69BKYJPMI3-II3B*GIP42LYJ5VAG71JY45S4JHHLDF2PCV-GMRGJZDY0JTSF.WDPQO+ZCQIGMRG*M"
    "A8U5 CWSNRXT5 SS/Q8*7I5.TATBP-3$KSHO5KBUV9B/6GZJRPZPWG2E+DZAVUCSQ1A*1QH$DGDR7ZR$MIL8CYVD 8D"
    ":8DRACBMBVZJC9BA42*8BUIJGELS8A-8BXNK*%P8BD*/JBPEP097GF0CANN9YJ72LRC%2172*ARN13OQ5U%J8$AQIVY"
    "BTGL2TL7TEE6L3V:LKPL$WFGJDVLFKEB.:FCRO%XIC7N.IRV0EOLK3TEU0P0$D6MB0M3J FNIRE8V6UFT GI50OGGK2"
)
PLACE, ANOTHER = 318, "L"
repeated = st.lists(
    st.sampled_from([b"10092570", b"2026", "রহিমা".encode(), b"a", b"\x00" * 9]) | st.binary(max_size=9)
)


def test_a_copy_from_a_farther_place_is_refused():
    altered = PRINTED[:PLACE] + ANOTHER + PRINTED[PLACE + 1 :]
    token = zlib.decompress(qr.from_base45(PRINTED))
    assert altered != PRINTED and zlib.decompress(qr.from_base45(altered)) == token
    assert qr.from_qr_text(PRINTED) == token
    with pytest.raises(BadToken, match="packer"):
        qr.from_qr_text(altered)


@given(repeated.map(b"".join), st.integers(4, 9))
def test_what_zlib_packs_is_taken(content, level):
    """Below level 4 it looks in haste, and not at every place; papers are packed at the highest."""
    assert deflated.is_nearest(zlib.compress(content, level), content)


@given(
    repeated.map(b"".join),
    st.sampled_from(
        [zlib.Z_FIXED, zlib.Z_FILTERED, zlib.Z_RLE, zlib.Z_HUFFMAN_ONLY, zlib.Z_DEFAULT_STRATEGY]
    ),
)
def test_copies_are_read_as_they_are_written(content, strategy):
    """Of every kind of block: each byte of the content is one of a copy that stands as far back, or a letter."""
    packer = zlib.compressobj(9, strategy=strategy)
    packed = packer.compress(content) + packer.flush()
    for at, n, distance in deflated._copies(packed):
        assert 3 <= n <= at + n <= len(content) and distance <= at
        assert all(content[one] == content[one - distance] for one in range(at, at + n))
    assert strategy != zlib.Z_HUFFMAN_ONLY or not list(deflated._copies(packed))


def test_a_packer_that_looks_elsewhere_writes_no_copies(monkeypatch):
    content = b"10092570" * 20
    as_usual = qr.to_qr_text(content)
    monkeypatch.setattr(qr, "is_nearest", lambda packed, token: False)
    text = qr.to_qr_text(content)
    monkeypatch.undo()
    assert len(text) > len(as_usual) and qr.from_qr_text(text) == qr.from_qr_text(as_usual) == content
