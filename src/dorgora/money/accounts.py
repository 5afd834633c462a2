"""The names of the ledger's accounts, and of the cells that hold their sums.

Accounts are text: `drawer:<centre>:<operator>` the cash in one operator's hands, `owed_state:<centre>:<office>` the
state's or a company's part of it, which a centre has to pass on, `earned:<centre>` the centre's own,
`owed_citizen:<about>` to be given back, `refunds:<office>` who bears what of that the centre had earned,
`suspense:<centre>` what was done against the books and waits for a person, `float:<centre>` change money that the
operators brought along, `moved:<centre>` what two counts say is on its way between two drawers,
`handed:<centre>:<operator>` what another says she handed to this operator, who has not said so yet,
`difference:<centre>` what a count of a drawer found too much or too little, with a reason. A balance is debits minus
credits.
"""

from typing import Final

from dorgora.kernel.bounds import bounded_int, bounded_text

DRAWERS: Final = "drawer:"
"""How the accounts of drawers begin."""
CITIZENS: Final = "owed_citizen:"
HANDED: Final = "handed:"


def drawer(centre: str, operator_id: int) -> str:
    """The cash in an operator's hands at a centre: each has a drawer of her own (ADR 0037)."""
    return f"{DRAWERS}{bounded_text(centre)}:{bounded_int(operator_id)}"


def owed_state(centre: str, office: str) -> str:
    """What a centre has of an office's, or of a company's: it passes that on. Of none: how its accounts begin."""
    return f"owed_state:{bounded_text(centre)}:{bounded_text(office)}"


def handed(centre: str, operator_id: int) -> str:
    """What was handed to an operator, says another, and she has not said yet that she has it."""
    return f"{HANDED}{bounded_text(centre)}:{bounded_int(operator_id)}"


def earned(centre: str) -> str:
    """What a centre has earned."""
    return f"earned:{bounded_text(centre)}"


def owed_citizen(about: int) -> str:
    """What is to be given back for one subject."""
    return f"{CITIZENS}{about}"


def refunds(office: str) -> str:
    """What an office's rejections cost."""
    return f"refunds:{bounded_text(office)}"


def suspense(centre: str) -> str:
    """What waits for a person to say what it was."""
    return f"suspense:{bounded_text(centre)}"


def float_of(centre: str) -> str:
    """Change money that the operators put into the drawer of their own."""
    return f"float:{bounded_text(centre)}"


def moving(centre: str) -> str:
    """What was counted out of one drawer and not into another yet."""
    return f"moved:{bounded_text(centre)}"


def difference(centre: str) -> str:
    """What counts found too much or too little in a drawer, and somebody gave a reason for."""
    return f"difference:{bounded_text(centre)}"


def day_cell(centre: str, operator_id: int, on: str, line: str) -> str:
    """The counter of one day of an operator's drawer, in minor units but for `n`, the fees taken.

    line: `state`, `operator`, `refund`, `n`; `float`, `moved`, `difference` as they went into the drawer; `handed` what
    came of drawers that were taken over, below zero in the drawer it came of; `passed` what was paid on, `kept` what
    was taken out of the centre's earnings, `given` what came from other operators, less what they were handed; of what
    was taken back within minutes, and stands in the others too, `undone_state`, `undone_operator` and `undone_n`.
    """
    return f"day:{bounded_text(centre)}:{bounded_int(operator_id)}:{bounded_text(on, 10)}:{line}"


def balance_cell(account: str) -> str:
    """The counter of an account's balance."""
    return f"balance:{account}"
