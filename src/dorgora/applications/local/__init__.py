"""What of files never leaves this node: drafts, half filled pages, counts, pictures of papers, digests of numbers."""

from dorgora.applications.local import closed, forgetting, naming, pages, pictures, registered, scans, wanting
from dorgora.applications.local.again import keep_for_another, kept_for_another
from dorgora.applications.local.drafts import (
    PAGE,
    Draft,
    claim_draft,
    draft,
    drop_draft,
    drop_drafts_about,
    lodge_draft,
    n_open_drafts,
    open_drafts,
    save_draft,
)
from dorgora.applications.local.forgetting import forget_citizens
from dorgora.applications.local.numbers import next_count
from dorgora.applications.local.pages import (
    DRAFT_DAYS,
    MOST_PAGES,
    PAGE_DAYS,
    drop_page,
    drop_pages,
    keep_page,
    kept_page,
)
from dorgora.applications.local.pictures import (
    MAX_PICTURE_BYTES,
    bind_pictures,
    drop_replaced,
    has_picture,
    keep_picture,
    picture,
    share_pictures,
    which_are_here,
)
from dorgora.applications.local.registered import hold_numbers, index_all_numbers, index_files
from dorgora.applications.local.sending import Sending, sending_of, to_send
from dorgora.feed.projecting import after_told
from dorgora.feed.room import DISK_FULL
from dorgora.kernel.picture_headers import media_type

__all__ = [
    "AFTER_TOLD",
    "BEFORE_ERASED",
    "DAILY",
    "DISK_FULL",
    "DRAFT_DAYS",
    "MAX_PICTURE_BYTES",
    "MOST_PAGES",
    "PAGE",
    "PAGE_DAYS",
    "Draft",
    "Sending",
    "bind_pictures",
    "claim_draft",
    "draft",
    "drop_draft",
    "drop_drafts_about",
    "drop_page",
    "drop_pages",
    "drop_replaced",
    "forget_citizens",
    "has_picture",
    "hold_numbers",
    "index_all_numbers",
    "index_files",
    "keep_for_another",
    "keep_page",
    "keep_picture",
    "kept_for_another",
    "kept_page",
    "lodge_draft",
    "media_type",
    "n_open_drafts",
    "next_count",
    "open_drafts",
    "picture",
    "save_draft",
    "sending_of",
    "share_pictures",
    "to_send",
    "which_are_here",
]

AFTER_TOLD = after_told(forgetting.AFTER_TOLD, registered.AFTER_TOLD, wanting.AFTER_TOLD)
"""What the worker does after events of these kinds, about these subjects."""

BEFORE_ERASED = naming.BEFORE_ERASED
"""What is done in the transaction that erases a citizen, before her words are gone."""

FAULTS = registered.FAULTS
"""What `dorgora check` asks."""

DAILY = (*forgetting.DAILY, *closed.DAILY, *pages.DAILY, *pictures.DAILY, *scans.DAILY)
"""What the worker does once a day."""
