"""Submits files on this node for ever, saying each number once it is safe. Words: seed operator area applicant."""

import random
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402

from bench.deeds import Deeds  # noqa: E402  after the settings are known
from bench.inside import place_of  # noqa: E402
from bench.people import Names  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402


def main() -> None:
    seed, operator = int(sys.argv[1]), int(sys.argv[2])
    area, applicant = sys.argv[3], int(sys.argv[4])
    place = place_of(area, operator, 0)
    deeds = Deeds(place, Names(settings.PACK_DIR, random.Random(seed)), applicant, f"cut-{seed}")
    assert nodes.this().identity.node_id
    while True:
        print(deeds.submit().number, flush=True)


main()
