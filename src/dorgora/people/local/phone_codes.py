"""Codes that pair a phone: eight digits on the laptop's screen, for few minutes and one phone (ADR 0035)."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import models
from dorgora.people.local import phone_digests, phones
from dorgora.people.local.phone_guesses import Guesses
from dorgora.people.local.phone_news import tell

CODE_DIGITS = 8
MOST_PHONES = 12
_guesses = Guesses()


def begin_pairing(by: int, at: datetime) -> str:
    """A code for one phone, good once and for five minutes; the one this operator had before is good no more.

    Raises:
        Refused: `too_many_phones`.
    """
    now, code = clock.to_seconds(at), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    with writing():
        if _are_enough():
            raise Refused("too_many_phones", detail={"most": MOST_PHONES})
        models.Pairing.objects.filter(by_id=by).delete()
        models.Pairing.objects.create(digest=phone_digests.of_code(code), by_id=by, begun_at=now, n_wrong=0)
        tell()
    return code


def stop_pairing(by: int) -> None:
    """Takes back her code."""
    with writing():
        if models.Pairing.objects.filter(by_id=by).delete()[0]:
            tell()


def pair(code: str, address: str, at: datetime) -> str:
    """The cookie of the phone that has this code.

    A wrong code counts against each that is shown now, first of its address, then of all. Who guesses while nothing is
    shown, or has no try left, writes nothing; who writes waits behind the counter.

    Raises:
        Refused: `not_paired`, whatever is wrong.
    """
    tried = _guesses.take(phones.codes_shown(at), address)
    if not tried:
        raise Refused("not_paired")
    now, token, digest = clock.to_seconds(at), secrets.token_urlsafe(32), phone_digests.of_code(code[:64])
    with writing(BACKGROUND):
        # All of them, in order: on PostgreSQL two who pair at once are then counted one after the other.
        rows = list(models.Pairing.objects.select_for_update().order_by("id"))
        shown = [one for one in rows if one.digest in tried and phones.code_counts(one, now)]
        found = next((one for one in shown if hmac.compare_digest(one.digest, digest)), None)
        is_paired = found is not None and not _are_enough()
        if found is None:
            _count_wrong(shown)
        elif is_paired:
            kept = {
                "digest": phone_digests.of_cookie(token),
                "by_id": found.by_id,
                "counted_on": now // 86_400,
            }
            models.Phone.objects.create(**kept, paired_at=now, seen_at=now)
            found.delete()
            tell()
        else:
            models.Pairing.objects.all().delete()  # none of them can pair anybody any more
            tell()
    if not is_paired:
        raise Refused("not_paired")
    return token


def _count_wrong(shown: Sequence[models.Pairing]) -> None:
    models.Pairing.objects.filter(id__in=[one.pk for one in shown]).update(n_wrong=F("n_wrong") + 1)
    if any(one.n_wrong + 1 >= phones.MOST_GUESSES for one in shown):
        tell()


def _are_enough() -> bool:
    return models.Phone.objects.filter(ended_at__isnull=True).count() >= MOST_PHONES
