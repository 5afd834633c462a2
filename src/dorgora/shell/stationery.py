"""What is told to whatever is printed: receipt, slip, certificate, day sheet."""

from dataclasses import dataclass

from dorgora.shell.parts import Line


@dataclass(frozen=True)
class Slip:
    """A receipt, on 58 mm or A5. Lines are printed in the order given; `number` is the short number.

    promised: by which day, or by which it was, where that is past or open (`is_past`); to_come: what happens next, a
    sentence each.
    """

    centre: tuple[str, ...]
    at_text: str
    citizen: str
    service: str
    lines: tuple[Line, ...]
    total_minor: int
    said: tuple[Line, ...] = ()
    given_back_minor: int = 0
    in_words: str = ""
    promised: str = ""
    is_past: bool = False
    to_come: tuple[str, ...] = ()
    number: str = ""
    public_code: str = ""
    qr_svg: str = ""
    complaint: str = ""
    paid_latin: str = ""
    latin_language: str = ""
    specimen: bool = False


@dataclass(frozen=True)
class MandateSlip:
    """What a citizen lets a centre do, in her own words, with a place for her thumb: 58 mm or A5.

    code: what another centre fetches her record by, in groups, and drawn; empty where she does not allow that.
    """

    centre: tuple[str, ...]
    day: str
    says: str
    scopes: tuple[str, ...]
    until: str
    refusal: str
    witness: str = ""
    operator: str = ""
    code: str = ""
    qr_svg: str = ""


@dataclass(frozen=True)
class CertificateLine:
    """One fact on a certificate, in the first language and the second."""

    label: str
    value: str
    second_label: str = ""
    second_value: str = ""


@dataclass(frozen=True)
class Certificate:
    """A certificate on A5, first language large, second small under it; `check`: how to check it, title and words."""

    office: tuple[str, ...]
    title: str
    number_label: str
    number: str
    lines: tuple[CertificateLine, ...]
    qr_svg: str
    check: tuple[str, str]
    signer: str
    signer_role: str
    language: str = ""
    second_language: str = ""
    second_title: str = ""
    second_number_label: str = ""
    second_number: str = ""
    second_check: tuple[str, str] | tuple[()] = ()
    says: str = ""
    second_says: str = ""
    facts: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True)
class SheetWords:
    """A sheet in one language: `lines` are label and value, `rows` those of its table, cell by cell."""

    centre: tuple[str, ...]
    title: str
    day: str
    lines: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    signers: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet, as that of a day: on A4 the first language large, the second small under it; on 58 mm the first."""

    language: str
    second_language: str
    words: SheetWords
    second_words: SheetWords

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Label and value in both languages; a value without words in it is not said twice."""
        pairs = zip(self.words.lines, self.second_words.lines, strict=True)
        return [(*mine, label, value if _has_words(value) else "") for mine, (label, value) in pairs]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The heads of its table, in both languages."""
        return list(zip(self.words.columns, self.second_words.columns, strict=True))

    @property
    def signers(self) -> list[tuple[str, str]]:
        """Who signs, in both languages."""
        return list(zip(self.words.signers, self.second_words.signers, strict=True))


def _has_words(value: str) -> bool:
    """Whether more is said than a number or a sum with its sign."""
    is_number = any(letter.isdigit() for letter in value)
    return len(value.split()) > 2 or (not is_number and any(letter.isalpha() for letter in value))
