"""What is printed, and on which paper: the receipt, on 58 mm or A5, and the certificate, both from the file alone."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dorgora.applications.rules import DONE, REJECTED, RETURNED, WAITING, WITHDRAWN
from dorgora.catalogue.forms import CertificateField, ServiceVersion
from dorgora.certificates import qr
from dorgora.certificates import queries as certificates
from dorgora.certificates import rules as said
from dorgora.certificates.document import Document
from dorgora.counter import asking, filed, frame, promised
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import area_name, complaint_line, labelled, named, serial_shown
from dorgora.shell.parts import Line
from dorgora.shell.staff import signed
from dorgora.shell.stationery import Certificate, CertificateLine, Slip

SMALL = "58mm"


def size(request: Any, *offered: str) -> str:
    """The paper that is asked for, of those that a thing is printed on; the first of them where none is."""
    asked = request.GET.get("paper", "")
    return asked if asked in offered else offered[0]


def tongues(request: Any) -> tuple[str, str]:
    """The language of a paper that a citizen takes home, and the other: her country's first, whatever the page is in.

    The second where it is asked for.
    """
    first, second = frame.languages()
    return (second, first) if request.GET.get("in") == second else (first, second)


def slip(file: Any) -> Slip:
    """The receipt: who, what, the two fees, the day promised, the number, and a code that proves it."""
    service, paid = filed.service_of(file), money.paid_for(file.id)
    applicant = people.citizen(file.applicant_id)
    state_minor, operator_minor = (paid.state_minor, paid.operator_minor) if paid else (0, 0)
    total = state_minor + operator_minor
    at = paid.at if paid else file.submitted_at
    currency, ready = frame.pack().currency, promised.on_receipt(file)
    return Slip(
        centre=(*frame.centre_lines(file.centre), _where(file.centre)),
        at_text=f"{formats.day(at)} {formats.clock(at)}",
        citizen=named(applicant) if applicant else "",
        service=labelled(service.names),
        lines=(
            Line(labelled(service.fees.state.labels), minor=state_minor),
            Line(labelled(service.fees.operator.labels), minor=operator_minor),
        ),
        total_minor=total,
        said=tuple(
            Line(labelled(field.labels), text=asking.answer_shown(field, file.answers[name]))
            for name, field in service.fields.items()
            if field.on_receipt and file.answers.get(name)
        ),
        given_back_minor=paid.refund_paid_minor if paid else 0,
        in_words=currency.in_words(total, formats.language()),
        promised=ready.day,
        is_past=ready.is_past,
        to_come=(*ready.notes, *_to_come(file, service)),
        number=file.number,
        public_code=file.code,
        qr_svg=_receipt_code(file.id),
        complaint=complaint_line(),
        paid_latin=_paid_in_latin(total),
        latin_language=frame.languages()[1],
    )


def _to_come(file: Any, service: ServiceVersion) -> tuple[str, ...]:
    """What happens next, in short sentences: who decides and where she fetches it; nothing once that is over."""
    if file.state == DONE:
        return (_("It is done: nothing more happens."),)
    if file.is_handed_over or file.state in (REJECTED, WITHDRAWN):
        return ()
    fetch = _("Fetch it here, with this receipt.")
    return (_who_decides(file, service), fetch) if file.state in (WAITING, RETURNED) else (fetch,)


def _who_decides(file: Any, service: ServiceVersion) -> str:
    offices = places.offices_at(file.offices)
    names = [named(offices[one]) if one in offices else one for one in file.offices]
    if service.outside is not None:
        names.append(labelled(service.outside.names))
    *before, last = names
    if not before:
        return _("%(office)s decides.") % {"office": last}
    first = ", ".join(before)
    return _("%(first)s sends it on; %(office)s decides.") % {"first": first, "office": last}


def _paid_in_latin(total_minor: int) -> str:
    """The sum once more in Latin letters and digits, for who reads no others; empty where they stand already."""
    latin = frame.languages()[1]
    if formats.language() == latin:
        return ""
    with override(latin):
        return _("Paid %(sum)s") % {"sum": formats.money(total_minor, always_minor=True)}


def _receipt_code(file_id: int) -> str:
    text = certificates.receipt_text(file_id)
    return qr.svg(text, label=_("Code of this receipt")) if text else ""


def _where(place: str) -> str:
    centre = places.centre(place)
    return area_name(centre.area) if centre else ""


def certificate(file: Any, issued: Any) -> Certificate:
    """The certificate in the country's first language, English small under it, whatever language the page has."""
    first, second = frame.languages()
    service = filed.service_of(file)
    with override(first):
        office = places.office(file.office)
        first_lines = _lines(service, issued.document, first)
        head = (named(office) if office else "", _path(office))
        signed = _signed(file)
        facts = [_("Issued %(day)s") % {"day": formats.day(issued.issued_at)}]
        if service.register_number is not None:
            facts.append(f"{_('Serial')} {serial_shown(issued.serial)}")
        (number_label, number), check = _number(service, issued, first), _check()
    with override(second):
        second_lines, second_check = _lines(service, issued.document, second), _check()
        second_number_label, second_number = _number(service, issued, second)
    return Certificate(
        office=tuple(line for line in head if line),
        title=service.certificate.titles[first],
        says=service.certificate.says.get(first, ""),
        second_says=service.certificate.says.get(second, ""),
        number_label=number_label,
        number=number,
        lines=tuple(
            CertificateLine(label, value, second_label, second_value if second_value != value else "")
            for (label, value), (second_label, second_value) in zip(first_lines, second_lines, strict=True)
        ),
        qr_svg=qr.svg(issued.qr_text, label=_("Code of this certificate")),
        check=check,
        language=first,
        second_language=second,
        second_check=second_check,
        second_title=service.certificate.titles[second],
        second_number_label=second_number_label,
        second_number=second_number if second_number != number else "",
        facts=tuple(facts),
        signer=signed[0],
        signer_role=signed[1],
    )


def _number(service: ServiceVersion, issued: Any, language: str) -> tuple[str, str]:
    """What the other register gave; where none gives a number, the certificate's own serial."""
    if service.register_number is None:
        return _("Serial"), serial_shown(issued.serial)
    number = str(issued.document.fields.get(said.REGISTER_NUMBER, ""))
    return service.register_number.labels[language], formats.digits(number)


def _check() -> tuple[str, str]:
    """How anybody checks it."""
    return _("Check it"), _(
        "At any centre, on the portal or by reading the QR. It works without internet too."
    )


def _lines(service: ServiceVersion, document: Document, language: str) -> list[tuple[str, str]]:
    """Label and value of each line in one language, as the signed document says them."""
    answers = said.said_by(service.certificate, document.fields, language)
    return [
        (one.labels[language], _value(service, one, answers.get(one.name, ""), language))
        for one in service.certificate.fields
    ]


def _value(service: ServiceVersion, one: CertificateField, answer: str, language: str) -> str:
    if not answer:
        return "—"
    if one.shown_as == "date":
        return formats.day(asking.iso_day(answer))
    if one.shown_as == "date_in_words":
        return frame.pack().currency.words[language].day(asking.iso_day(answer))
    if one.shown_as == "name" and language != frame.languages()[0]:
        return frame.pack().script.romanise(answer)
    is_as_written = one.shown_as in ("name", "text")
    return answer if is_as_written else asking.answer_shown(service.fields[one.values[language]], answer)


def _path(office: Any) -> str:
    return area_name(office.area) if office else ""


def _signed(file: Any) -> tuple[str, str]:
    """Who decided, and her title.

    Raises:
        Refused: `signer_unknown`: she is of another place, and this laptop was not told of her.
        Spoilt: it should be known here, and is not.
    """
    signer = certificates.signer_of(file)
    officer = people.officer(signer)
    if signer and officer is None and ("office", file.office) not in feed.own_places():
        raise Refused("signer_unknown")
    return signed(officer), signed(officer, "title")
