"""One-time codes on paper: made at the hub, their digests sent with the enrolment, used once at the node."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from dorgora.feed.rows import Rows
from dorgora.feed.writing import writing
from dorgora.kernel.codes import SYMBOLS
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.people import models, queries
from dorgora.people.local import attempts, hashing

CODE_LENGTH = 12
_READ_AS = str.maketrans("ILO", "110", " -")
_KIND_OF_DIGEST = "$argon2id$"


def give_code(person_id: int) -> str:
    """A new one-time code for an operator or officer; only its digest is kept, and an earlier code is void.

    Raises:
        Refused: `unknown_person`: she does not work anywhere.
    """
    _check_active(person_id)
    code = "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))
    digest = hashing.digest_of(code)
    with writing():
        _keep([(person_id, digest)])
    return code


def code_digests(role: str, place: str, to: int = 0) -> list[tuple[int, str]]:
    """The digests of unused codes of those who work at a place: operators of a centre, officers of an office.

    Each goes out once: the hub never hears that a code was used on a laptop, so the next one does not get it too.
    `to`: the node they go to; that one, asking again because it never heard the answer, is given the same.
    """
    staff = queries.operators(place) if role == "centre" else queries.officers(role, place)
    ids = [one.id for one in staff if one.is_active]
    with writing(subjects=ids):
        due = models.OneTimeCode.objects.filter(person_id__in=ids).filter(
            Q(sent_to=None) | (Q(sent_to=to) if to else Q(pk__in=()))
        )
        digests = list(due.order_by("person_id").values_list("person_id", "digest"))
        due.filter(person_id__in=[one for one, _ in digests]).update(sent_to=to)
    return digests


def keep_digests(digests: Iterable[tuple[int, str]]) -> None:
    """Keeps what the hub sent with the enrolment; what is no digest is left out."""
    with writing():
        _keep([(int(person), digest) for person, digest in digests if digest.startswith(_KIND_OF_DIGEST)])


def _keep(digests: list[tuple[int, str]]) -> None:
    rows = [(person, digest, None) for person, digest in digests]
    Rows("default").put("people_onetimecode", ("person_id", "digest", "sent_to"), 1, rows)


def _check_active(person_id: int) -> None:
    one = queries.operator(person_id) or queries.officer(person_id)
    if one is None or not one.is_active:
        raise Refused("unknown_person")


def check_code(person_id: int, code: str, at: datetime) -> str:
    """Looks at a one-time code; gives the digest it matched, which `use` must name.

    Raises:
        Refused: `no_such_code` (detail: left), `code_locked` (detail: until, seconds).
    """
    one = attempts.begin("code", person_id, at)
    found = models.OneTimeCode.objects.filter(person_id=person_id).values_list("digest", flat=True).first()
    if found is None or not hashing.is_of(found, _normal(code)):
        raise attempts.was_wrong(one, at)
    attempts.was_right(one)
    return found


def _normal(code: str) -> str:
    digits = load_pack(settings.PACK_DIR).script.to_ascii_digits(code[:64])
    return digits.upper().translate(_READ_AS)


def use(person_id: int, digest: str) -> bool:
    """Takes the code away, in the caller's transaction; False when somebody else was faster."""
    n_gone, _ = models.OneTimeCode.objects.filter(person_id=person_id, digest=digest).delete()
    return bool(n_gone)
