"""What the values of a service may be, before anybody reads them for what they mean."""

from typing import Annotated

from msgspec import Meta

from dorgora.kernel.amount import MAX_MINOR

Labels = dict[str, str]
"""One text a language."""
Word = Annotated[
    str, Meta(pattern="^[a-z][a-z0-9_]{0,59}$", description="word of small letters, digits and _, at most 60")
]
"""What a part is called in addresses, events and rules."""
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="day as 2026-01-31")]
Minor = Annotated[int, Meta(ge=0, le=MAX_MINOR)]
Days = Annotated[int, Meta(ge=0, le=3650)]
Said = Annotated[str, Meta(min_length=1)]
