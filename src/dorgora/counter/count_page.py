"""A page on which a drawer is counted: worked out as often as she likes, and kept once its difference is explained."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dorgora.counter import refusals, unfinished
from dorgora.counter.counting import Counting, difference_words
from dorgora.kernel.errors import Refused
from dorgora.shell import telling
from dorgora.shell.parts import problems_of

WAITS = "books_being_told"
_EXPLAINS = ("difference_unexplained", "difference_changed")
"""What is refused until a reason is given for the very difference that was told."""


class CountPage:
    """One such page of a request, kept under a key while it is not done."""

    def __init__(self, request: Any, key: str, form: Counting) -> None:
        self.request = request
        self.key = key
        self.form = form
        self.is_counted = False
        self.is_kept = False
        self.is_refused = False

    def go_on(self, act: Callable[[Counting], object]) -> HttpResponse | None:
        """Takes up what was posted, or what stood there, and acts when she says so; gives where she goes who leaves."""
        if self.request.method == "POST":
            if left := unfinished.left(self.request, self.key):
                return left
            self._act(act)
        elif before := unfinished.of(self.request, self.key):
            self._take_up(before)
        return None

    def _act(self, act: Callable[[Counting], object]) -> None:
        self.form.read(self.request.POST)
        self.is_counted = not self.form.errors
        if self.is_counted and self.request.POST.get("go") != "count":
            try:
                self.is_kept = _is_kept(self.form, act)
            except Refused as refused:
                if refused.reason != WAITS:
                    raise
                self.is_refused = True
        if self.is_kept:
            unfinished.done(self.request, self.key)
            return
        unfinished.went_wrong(self.request, self.key, self.form.errors)

    def _take_up(self, before: dict[str, str]) -> None:
        self.form.read(before)
        self.is_counted = not self.form.errors
        if not unfinished.sent_wrong(self.request, self.key):
            self.form.errors.clear()
        elif self.is_counted:
            self.form.ask_why()

    @property
    def status(self) -> int:
        """Of the page: refused for now, something wrong in it, or nothing."""
        return 409 if self.is_refused else telling.status(self.request, self.form.errors)

    def parts(self, book_minor: int | None) -> dict[str, Any]:
        """The boxes, and once they were counted the sum, how far it is from the book, and the reasons if it is any.

        book_minor: None while the books are told again: a difference to them would be none.
        """
        form = self.form
        found = form.sum_minor - book_minor if self.is_counted and book_minor is not None else None
        reason = form.reason_field() if found else None
        pieces = form.pieces(is_counted=found is not None)
        fields = [one.field for one in pieces] + ([reason] if reason else [])
        return {
            "pieces": pieces,
            "reason": reason,
            "problems": problems_of(fields),
            "waits": refusals.told(Refused(WAITS)) if book_minor is None else None,
            "sum_minor": form.sum_minor if self.is_counted else None,
            "difference_minor": found,
            "difference": "" if found is None else difference_words(found),
            "stamp": unfinished.stamp(self.request, self.key),
            "at": unfinished.at(self.request, self.key),
            "others": form.lines(unfinished.beside(self.request, self.key)),
        }


def _is_kept(form: Counting, act: Callable[[Counting], object]) -> bool:
    """Keeps the count; where a difference is to be explained first, says so beside the reasons."""
    try:
        act(form)
    except Refused as refused:
        if refused.reason == "amount_too_large":
            form.errors[next(iter(form.names))] = _("So many do not fit into a drawer. Count again.")
            return False
        if refused.reason not in _EXPLAINS:
            raise
        if refused.reason == "difference_unexplained":
            form.ask_why()
        else:
            form.errors["reason"] = _(
                "Money was booked since then. Look at the difference again, then choose why."
            )
        return False
    return True
