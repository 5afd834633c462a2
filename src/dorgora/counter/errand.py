"""What the citizen came for, carried from page to page in the address: a service, a file to be lodged anew for her."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from dorgora.applications import local as kept
from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.counter import asking, drafting, frame
from dorgora.kernel import codes
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
        file = wrongly_lodged(request, number)
        if file is not None:
            return cls(file.service, number)
        return cls(key if key and catalogue.service(key) is not None else "")

    def to(self, name: str, **more: str) -> str:
        """A page of citizens with the errand carried along, and what else is said."""
        said = {"service": self.service, "again": self.again, **more}
        query = urlencode({word: text for word, text in said.items() if text})
        return reverse(f"counter:{name}") + (f"?{query}" if query else "")

    def page_of_citizens(self, mark: str, page: int) -> str:
        """One page of those a search found, with the errand carried along; what was asked stays in the session."""
        return self.to("citizens", of=mark, page=str(page))

    def onward(self, citizen_id: int) -> str:
        """Where it goes on once the citizen is chosen."""
        if not self.service:
            return reverse("counter:citizen", args=[citizen_id])
        query = f"?{urlencode({'again': self.again})}" if self.again else ""
        return reverse("counter:consent", args=[citizen_id, self.service]) + query


def wrongly_lodged(request: Any, number: str, service: str = "") -> Any:
    """A file that she took back today as it was for another person, of that service if one is named.

    None where what was written in it is kept no more.
    """
    place = request.place
    file = applications.file_by_number(number, place) if codes.is_short_number(number) else None
    if file is None or (file.state, file.returned_reason) != (rules.WITHDRAWN, WRONG_PERSON):
        return None
    is_today = frame.today(file.changed_at) == frame.today()
    is_it = is_today and service in ("", file.service)
    return file if is_it and kept.kept_for_another(file, request.operator.id) else None


def begin_again(request: Any, key: str, service: ServiceVersion, applicant: Any, file: Any) -> str:
    """Opens her form with what was written in a file that was lodged for the wrong person; papers are looked at anew.

    What is known of the right one stands there as it always does.
    """
    fields, before = service.fields, kept.kept_for_another(file, request.operator.id)
    papers = before.get("papers", {})
    answers = {
        name: answer
        for name, answer in before.get("answers", {}).items()
        if name in fields and fields[name].known_as != "sex"
    }
    typed = asking.typed_from([fields[name] for name in answers], answers)
    drafting.begin(request, key, service, applicant, typed, papers)
    kept.share_pictures([paper["picture"] for paper in papers.values()], key)
    return key
