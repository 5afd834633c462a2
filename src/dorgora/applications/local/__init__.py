"""What of files never leaves this node: drafts, counters of short numbers, pictures of papers."""

from dorgora.applications.local.drafts import (
    Draft,
    claim_draft,
    draft,
    drop_draft,
    lodge_draft,
    open_drafts,
    save_draft,
)
from dorgora.applications.local.forgetting import AFTER_TOLD, forget_citizens
from dorgora.applications.local.numbers import next_count
from dorgora.applications.local.pictures import bind_pictures, has_picture, keep_picture, picture

__all__ = [
    "AFTER_TOLD",
    "Draft",
    "bind_pictures",
    "claim_draft",
    "draft",
    "drop_draft",
    "forget_citizens",
    "has_picture",
    "keep_picture",
    "lodge_draft",
    "next_count",
    "open_drafts",
    "picture",
    "save_draft",
]
