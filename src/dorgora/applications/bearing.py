"""One number, one file: of another register once it is granted, or of a payment once it is entered."""

from dorgora.applications import queries
from dorgora.applications.queries import File
from dorgora.kernel.errors import Refused


def check_not_paid_before(service: str, number: str, centre: str) -> None:
    """One payment is one file: who lodges it again by another form is told where it stands.

    Raises:
        Refused: `paid_before` (detail: number, the file's), or `paid_elsewhere`, when it is another centre's.
    """
    bearers = queries.granted_with([number]).get((service, number), ()) if number else ()
    own = next((one.number for one in bearers if one.centre == centre), None)
    if own:
        raise Refused("paid_before", detail={"number": own})
    if bearers:
        raise Refused("paid_elsewhere")


def check_number_is_free(file: File, number: str) -> None:
    """A number belongs to one child: no other granted file that this node knows bears it.

    Raises:
        Refused: `number_taken` (field: register_number; detail: file).
    """
    bearers = queries.granted_with([number]).get((file.service, number), ())
    others = [one for one in bearers if one.id != file.id]
    if others:
        own = (one.number for one in others if one.office == file.office)
        raise Refused("number_taken", "register_number", {"file": next(own, "")})
