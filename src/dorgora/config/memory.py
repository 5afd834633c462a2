"""How this program keeps house in memory."""

import gc

YOUNG = 20_000


def settle() -> None:
    """Called once everything is loaded, which stays for as long as the process lives.

    What is loaded is not looked through for rubbish again, and young things are looked through more rarely: telling
    a batch of subjects makes many that live to its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
