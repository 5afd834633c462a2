"""An operator's PIN on this laptop: it says who stands at the counter; the disk's own key protects the data."""

import hmac
from datetime import datetime

from django.conf import settings

from dorgora.feed.rows import Rows
from dorgora.feed.writing import writing
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.secrets_file import subkey
from dorgora.people import models, queries
from dorgora.people.local import attempts, codes, hashing

PIN_DIGITS = 6


def set_pin(person_id: int, code: str, pin: str, at: datetime) -> None:
    """Sets an operator's PIN with her one-time code, which is then used up.

    Raises:
        Refused: `pin_shape` (not six digits), `pin_too_easy`, `unknown_person`, `no_such_code` (detail: left),
            `code_locked` (detail: until, seconds).
    """
    _check_shape(pin)
    who = queries.operator(person_id)
    if who is None or not who.is_active:
        raise Refused("unknown_person")
    matched = codes.check_code(person_id, code, at)
    digest = hashing.digest_of(_peppered(person_id, pin))
    with writing():
        if not codes.use(person_id, matched):
            raise Refused("no_such_code", "code", {"left": 0})
        row = (person_id, digest, to_seconds(at))
        Rows("default").put("people_pin", ("person_id", "digest", "set_at"), 1, [row])
        models.Attempt.objects.filter(name=f"pin:{person_id}").delete()


def _check_shape(pin: str) -> None:
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Refused("pin_shape", "pin", {"digits": PIN_DIGITS})
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    if steps in ({0}, {1}, {-1}):
        raise Refused("pin_too_easy", "pin")


def has_pin(person_id: int) -> bool:
    """Whether an operator has set a PIN on this laptop."""
    return models.Pin.objects.filter(person_id=person_id).exists()


def check_pin(person_id: int, pin: str, at: datetime) -> bool:
    """True for the right PIN.

    Raises:
        Refused: `pin_not_set`, `pin_wrong` (detail: left), `pin_locked` (detail: until, seconds).
    """
    found = models.Pin.objects.filter(person_id=person_id).values_list("digest", flat=True).first()
    if found is None:
        raise Refused("pin_not_set", "pin")
    one = attempts.begin("pin", person_id, at)
    if not hashing.is_of(found, _peppered(person_id, pin[:64])):
        raise attempts.was_wrong(one, at)
    attempts.was_right(one)
    return True


def _peppered(person_id: int, pin: str) -> str:
    """Mixed with a key that is not in the database: a copied table alone cannot be tried through."""
    words = f"{person_id}\0{pin}".encode()
    return hmac.digest(subkey(settings.DISK_KEY, "pin"), words, "sha256").hex()
