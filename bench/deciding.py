"""`python -m bench.deciding`: the hub's desk grants every file that waits, and fills the mailboxes; run at the hub."""

import sys

from bench import inside
from bench.stage import ISLAND

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known

from bench.filling import names_of  # noqa: E402
from bench.lives import Lives  # noqa: E402
from dorgora.feed import aftermath  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402
from dorgora.feed.rows import chunks  # noqa: E402
from dorgora.feed.writing import writing  # noqa: E402
from dorgora.kernel import clock  # noqa: E402


def main() -> None:
    """Prints how many events the mailboxes hold in the end."""
    node, place = nodes.this(), inside.places()[ISLAND]
    lives = Lives(names_of(settings.PACK_DIR, 1), place, [])
    aftermath.drain()
    files = node.store.rows.all(
        "SELECT id, citizen_id FROM applications_file WHERE state = 'waiting' ORDER BY id"
    )
    for part in chunks(files, 500):
        drafts = [lives.approved(file_id, citizen_id, clock.now()) for file_id, citizen_id in part]
        with writing():
            node.log.append(place.office_feed, drafts, node.signer)
        aftermath.drain()
        print(f"  {len(part)} files decided", file=sys.stderr, flush=True)
    print(node.store.rows.all("SELECT COUNT(*) FROM feed_delivery")[0][0])


main()
