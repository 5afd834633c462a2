"""Passkeys of officers: the device's own lock opens the desk. The protocol is allauth's; nothing of it is here."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth as ceremony

from dorgora.kernel.errors import Refused

# What a forged answer of a device may make the reader of it raise, besides its own refusal.
_BROKEN = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
MOST_LETTERS = 20_000


def sign_in_options() -> dict[str, Any]:
    """What the browser asks the device when somebody signs in; the question is kept in the session."""
    return dict(ceremony.begin_authentication(user=None))


def user_of(credential: str) -> Any:
    """The account whose device answered.

    Raises:
        Refused: `passkey_needs_script` (nothing came), `passkey_wrong`.
    """
    found = _answered(LoginWebAuthnForm, {"credential": credential})
    return found["credential"].user


def registration_options(user: Any) -> dict[str, Any]:
    """What the browser asks the device when an officer adds it; it must ask for her finger, face or number."""
    return dict(ceremony.begin_registration(user, True))


def add(user: Any, credential: str) -> None:
    """Keeps the public key of the officer's device.

    Raises:
        Refused: `passkey_needs_script`, `passkey_wrong`.
    """
    found = _answered(SignupWebAuthnForm, {"credential": credential, "name": ""}, user=user)
    ceremony.WebAuthn.add(user, found["name"], found["credential"])


def n_of(user: Any) -> int:
    """How many devices open this account."""
    return int(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count())


def _answered(form_class: Any, posted: dict[str, str], **told: Any) -> dict[str, Any]:
    if not posted["credential"].strip():
        raise Refused("passkey_needs_script")
    try:
        form = form_class(posted if len(posted["credential"]) <= MOST_LETTERS else {}, **told)
        is_right = form.is_valid()
    except _BROKEN as fault:
        raise Refused("passkey_wrong") from fault
    # Of an answer that counts as empty to a form (`0`) allauth verifies nothing, and calls it valid.
    if not is_right or not form.cleaned_data.get("credential"):
        raise Refused("passkey_wrong")
    return dict(form.cleaned_data)
