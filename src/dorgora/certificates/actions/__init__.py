"""Every write of certificates: issued, revoked, their numbers reserved, and refused."""

from dorgora.certificates.actions.issuing import issue, revoke
from dorgora.certificates.actions.numbers import reserve
from dorgora.certificates.actions.refusing import refuse, take_out, warn

__all__ = ["issue", "refuse", "reserve", "revoke", "take_out", "warn"]
