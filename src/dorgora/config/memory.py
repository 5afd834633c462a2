"""How this program keeps house in memory."""

import ctypes
import gc

YOUNG = 20_000
ARENA_MAX = -8
"""glibc's own number for it (malloc.h, M_ARENA_MAX)."""
N_ARENAS = 2


def settle() -> None:
    """Called once everything is loaded, which stays for as long as the process lives.

    What is loaded is not looked through for rubbish again, and young things are looked through more rarely: telling
    a batch of subjects makes many that live to its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
    gc.enable()
    _share_arenas()


def _share_arenas() -> None:
    """A few threads share what each would keep for itself: on a laptop of 2 GB that is a tenth of this program."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc alone has it
    if mallopt is not None:
        mallopt(ARENA_MAX, N_ARENAS)
