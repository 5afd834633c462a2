"""How officers sign in: a Django account named by her id, passkeys and recovery codes kept by allauth."""

from datetime import datetime

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import User

from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.kernel.sealing import open_sealed, seal
from dorgora.kernel.secrets_file import subkey
from dorgora.people import queries
from dorgora.people.local import attempts, codes


class SealedFactors(DefaultMFAAdapter):
    """Keeps the seeds of factors sealed under the node's own key (`MFA_ADAPTER`)."""

    def encrypt(self, text: str) -> str:
        """A seed as the table holds it."""
        return seal(subkey(settings.DISK_KEY, "factors"), b"factor", text.encode()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed."""
        key = subkey(settings.DISK_KEY, "factors")
        return open_sealed(key, b"factor", bytes.fromhex(encrypted_text)).decode()


def open_officer_account(person_id: int, code: str, at: datetime) -> User:
    """An officer's account on this node, opened with her one-time code, which is then used up.

    Factors of an earlier account of hers here are void: who lost them comes with a new code.

    Raises:
        Refused: `unknown_person`, `no_such_code` (detail: left), `code_locked` (detail: until, seconds).
    """
    _check_officer(person_id)
    matched = codes.check_code(person_id, code, at)
    with writing():
        if not codes.use(person_id, matched):
            raise Refused("no_such_code", "code", {"left": 0})
        user, is_new = User.objects.get_or_create(username=str(person_id))
        if is_new:
            user.set_unusable_password()
            user.save()
        Authenticator.objects.filter(user=user).delete()
    return user


def recovery_codes(user: User) -> list[str]:
    """A new set of recovery codes, to be shown once on paper; an older set no longer works."""
    with writing():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        made: list[str] = RecoveryCodes.activate(user).generate_codes()
    return made


def sign_in_with_recovery_code(person_id: int, code: str, at: datetime) -> User:
    """The account of an officer who gives one of her recovery codes; that code is used up.

    Raises:
        Refused: `recovery_wrong` (detail: left), `recovery_locked` (detail: until, seconds), `unknown_person`.
    """
    _check_officer(person_id)
    one = attempts.begin("recovery", person_id, at)
    typed = "".join(load_pack(settings.PACK_DIR).script.to_ascii_digits(code[:64]).replace("-", " ").split())
    with writing():
        kept = Authenticator.objects.filter(
            user__username=str(person_id), user__is_active=True, type=Authenticator.Type.RECOVERY_CODES
        ).first()
        is_right = kept is not None and RecoveryCodes(kept).validate_code(typed)
    if kept is None or not is_right:
        raise attempts.was_wrong(one, at)
    attempts.was_right(one)
    user: User = kept.user
    return user


def _check_officer(person_id: int) -> None:
    who = queries.officer(person_id)
    if who is None or not who.is_active:
        raise Refused("unknown_person")
