"""What of files never leaves this node: drafts, pages left half filled, counts of short numbers, pictures of papers."""

from dorgora.applications.local.drafts import (
    PAGE,
    Draft,
    claim_draft,
    draft,
    drop_draft,
    lodge_draft,
    n_open_drafts,
    open_drafts,
    save_draft,
)
from dorgora.applications.local.forgetting import AFTER_TOLD, forget_citizens
from dorgora.applications.local.numbers import next_count
from dorgora.applications.local.pages import DAILY, MOST_PAGES, PAGE_DAYS, drop_page, keep_page, kept_page
from dorgora.applications.local.pictures import bind_pictures, has_picture, keep_picture, picture

__all__ = [
    "AFTER_TOLD",
    "DAILY",
    "MOST_PAGES",
    "PAGE",
    "PAGE_DAYS",
    "Draft",
    "bind_pictures",
    "claim_draft",
    "draft",
    "drop_draft",
    "drop_page",
    "forget_citizens",
    "has_picture",
    "keep_page",
    "keep_picture",
    "kept_page",
    "lodge_draft",
    "n_open_drafts",
    "next_count",
    "open_drafts",
    "picture",
    "save_draft",
]
