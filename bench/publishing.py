"""`python -m bench.publishing N SEED`: publishes N services at the hub, each a real one of the pack said otherwise.

Each has a name, words and conditions of its own: lists, searches and what a citizen can get have as much to look at as
in a country with so many. Run inside the hub's settings.
"""

import json
import random
import sys
from typing import Any

from bench import inside

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known

from bench.filling import names_of  # noqa: E402
from dorgora.catalogue import actions as catalogue  # noqa: E402
from dorgora.kernel import clock  # noqa: E402

LIKE = "old_age_allowance"
"""A service with conditions, steps in two offices and papers."""
AGES, MOST_INCOME = ("62", "65"), "1000000"


def varied(real: str, n: int, chance: random.Random, words: list[tuple[str, str]]) -> dict[str, Any]:
    """Service `n`: another key, another name, other ages and another income."""
    one: dict[str, Any] = json.loads(real)
    (local, latin), (local_too, latin_too) = chance.sample(words, 2)
    one["key"] = f"bench_{n:05}"
    one["names"] = {"bn": f"{local} {local_too} ভাতা", "en": f"{latin} {latin_too} allowance"}
    one["search_words"] = [f"{latin} {latin_too} bhata {n}", f"{local} ভাতা"]
    for rule in one["eligibility"]:
        for age in AGES:
            rule["when"] = rule["when"].replace(age, str(chance.randint(18, 90)))
        rule["when"] = rule["when"].replace(MOST_INCOME, str(chance.randint(1, 100) * 100_000 + n))
    return one


def main() -> None:
    n_services, seed = (int(word) for word in sys.argv[1:3])
    real = (settings.PACK_DIR / "services" / f"{LIKE}.json").read_text(encoding="utf-8")
    names = names_of(settings.PACK_DIR, seed)
    words = [(name, names.latin[name]) for name in (*names.given["f"], *names.given["m"], *names.family)]
    at = clock.now()
    for n in range(n_services):
        content = json.dumps(varied(real, n, names.chance, words), ensure_ascii=False).encode()
        catalogue.publish_service(content, by=0, at=at)


main()
