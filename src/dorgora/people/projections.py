"""The tables of people, told from the feeds."""

from dorgora.feed.fold import Projection
from dorgora.people import linking, rules

PROJECTIONS = (
    Projection(
        "operators",
        1,
        frozenset({"operator.appointed", "operator.ended"}),
        rules.fold_operator,
        {"people_operator": ("id", "place", "appointed_at", "ended_at", "words")},
    ),
    Projection(
        "officers",
        1,
        frozenset({"officer.appointed", "officer.ended"}),
        rules.fold_officer,
        {"people_officer": ("id", "role", "place", "powers", "appointed_at", "ended_at", "words")},
    ),
    Projection(
        # The search index beside it is made anew with it: whoever changes its terms raises this version.
        "citizens",
        4,
        frozenset(
            {
                "citizen.registered",
                "citizen.corrected",
                "citizen.withdrawn",
                "citizen.erased",
                "citizen.lent",
                "citizen.recalled",
            }
        ),
        rules.fold_citizen,
        {"people_citizen": rules.CITIZEN_COLUMNS, "people_loan": rules.LOAN_COLUMNS},
    ),
    Projection(
        "mandates",
        1,
        frozenset({"mandate.given", "mandate.ended"}),
        rules.fold_mandate,
        {"people_mandate": rules.MANDATE_COLUMNS},
    ),
    Projection(
        "askings",
        1,
        frozenset({"record.asked", "record.answered"}),
        rules.fold_asking,
        {"people_asking": rules.ASKING_COLUMNS},
    ),
    Projection(
        "links",
        1,
        frozenset({"citizen.linked", "citizen.unlinked", "citizen.told_apart"}),
        linking.fold_link,
        {"people_link": linking.LINK_COLUMNS},
    ),
)
