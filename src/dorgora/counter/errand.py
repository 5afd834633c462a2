"""What the citizen came for, carried from page to page in the address: a service, a file to be lodged anew for her."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.counter import asking, frame
from dorgora.counter.prefill import prefilled
from dorgora.kernel import codes
from dorgora.people import queries as people
from dorgora.people.rules import WRONG_PERSON


@dataclass(frozen=True)
class Errand:
    """service: its key; again: the number of a file that was lodged for the wrong person. Both empty: nothing yet."""

    service: str = ""
    again: str = ""

    @classmethod
    def of(cls, request: Any) -> "Errand":
        """What an address says, as far as there is such a service and such a file."""
        key, number = request.GET.get("service", ""), request.GET.get("again", "")
        file = wrongly_lodged(request.place, number)
        if file is not None:
            return cls(file.service, number)
        return cls(key if key and catalogue.service(key) is not None else "")

    def to(self, name: str) -> str:
        """A page of citizens with the errand carried along."""
        said = {"service": self.service, "again": self.again}
        query = urlencode({word: text for word, text in said.items() if text})
        return reverse(f"counter:{name}") + (f"?{query}" if query else "")

    def page_of_citizens(self, page: int) -> str:
        """One page of those found, with the errand carried along; what was asked stays in the session."""
        address = self.to("citizens")
        return f"{address}{'&' if '?' in address else '?'}page={page}"

    def onward(self, citizen_id: int) -> str:
        """Where it goes on once the citizen is chosen."""
        if not self.service:
            return reverse("counter:citizen", args=[citizen_id])
        query = f"?{urlencode({'again': self.again})}" if self.again else ""
        return reverse("counter:consent", args=[citizen_id, self.service]) + query


def wrongly_lodged(place: str, number: str, service: str = "") -> Any:
    """A file that this centre took back today as it was for another person, of that service if one is named."""
    file = applications.file_by_number(number, place) if codes.is_short_number(number) else None
    if file is None or (file.state, file.returned_reason) != (rules.WITHDRAWN, WRONG_PERSON) or file.is_blank:
        return None
    is_today = frame.today(file.changed_at) == frame.today()
    return file if is_today and service in ("", file.service) else None


def typed_again(service: ServiceVersion, file: Any, applicant: Any, place: str) -> asking.Typed:
    """The answers of a file that was lodged for the wrong person, as they stand in the form of the right one.

    What is known of the wrong person is not among them, wherever it stood; what is known of the right one is.
    """
    fields = service.fields
    hers = _known(people.citizen(file.applicant_id))
    kept = {
        name: answer
        for name, answer in file.answers.items()
        if name in fields and fields[name].known_as != "sex" and answer not in hers
    }
    typed = asking.typed_from([fields[name] for name in kept], kept)
    return typed | {name: text for name, text in prefilled(service, applicant, place).items() if text}


def papers_again(file: Any) -> dict[str, dict[str, Any]]:
    """Its papers, as they were noted: they are of her who stands there; each is looked at once more."""
    hers = _known(people.citizen(file.applicant_id))
    return {
        paper.kind: {
            "seen": False,
            "number": "" if paper.number in hers else paper.number,
            "picture": paper.picture,
        }
        for paper in file.evidence
    }


def _known(citizen: Any) -> set[str]:
    """What is known of her, word for word; nothing of somebody who is not here any more."""
    if citizen is None:
        return set()
    told = (
        citizen.local_name,
        citizen.latin_name,
        citizen.phone,
        citizen.number,
        citizen.date_of_birth,
        citizen.village,
    )
    return {text for text in told if text}
