"""The certificate of a file, for a keeper or a program that names the file by what stands on its receipt."""

from django.conf import settings

from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.applications.queries import File
from dorgora.certificates import actions, serials
from dorgora.certificates import queries as certificates
from dorgora.feed import queries as feed
from dorgora.kernel import clock, codes
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack

MOST_DIGITS = 19


def issued(application: str) -> certificates.Certificate:
    """The certificate of a granted file; issued now when the reaction that does so has not come to it yet.

    application: the public code, the file's id, the seven digits of a file of this node's own centre, or the serial of
    its certificate.

    Raises:
        Refused: `no_such_file`, `not_granted`, `certificate_revoked`, `office_elsewhere`, `erased`, `let_go`,
            `list_full`.
    """
    file = _file(application)
    if file.state != rules.APPROVED:
        raise Refused("not_granted", detail={"state": file.state})
    if file.is_blank:
        raise Refused("let_go" if applications.let_go([file.id]) else "erased")
    found = certificates.granted_by(file)
    if found is None:
        actions.issue(file_id=file.id, cause=file.decision_id, at=clock.now())
        found = certificates.granted_by(file)
    if found is None or found.is_revoked:
        raise Refused("certificate_revoked")
    return found


def _file(application: str) -> File:
    """The file that is named.

    Raises:
        Refused: `no_such_file`.
    """
    named = load_pack(settings.PACK_DIR).script.to_ascii_digits(application.strip()[:120])
    found = None
    if codes.read_short_number(named):
        centres = [place for role, place in feed.own_places() if role == "centre"]
        here = (applications.file_by_number(named, centre) for centre in centres)
        found = next((one for one in here if one is not None), None)
    elif serial := serials.read(named):
        found = certificates.file_of_serial(serial)
    elif codes.read_public_code(named):
        found = applications.file_by_code(named)
    elif named.isascii() and named.isdigit() and len(named) <= MOST_DIGITS and int(named) < 1 << 63:
        found = applications.file(int(named))
    if found is None:
        raise Refused("no_such_file", detail={"named": named[:40]})
    return found
