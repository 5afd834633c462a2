"""Who writes next: in order of arrival, the counter first, and nobody waits for ever."""

import threading
from collections.abc import Callable

from dorgora.feed.writing import BACKGROUND, COUNTER, MOST_PASSED, Turnstile


def served(arrivals: list[tuple[str, int]]) -> list[str]:
    """Lets threads arrive one after another while the turnstile is held; gives the order they were let in."""
    turnstile, order, threads = Turnstile(), [], []

    def comer(name: str, priority: int) -> Callable[[], None]:
        def come() -> None:
            with turnstile.turn(priority):
                order.append(name)

        return come

    with turnstile.turn(COUNTER):
        for n, (name, priority) in enumerate(arrivals, 1):
            threads.append(threading.Thread(target=comer(name, priority)))
            threads[-1].start()
            while len(turnstile._waiting) < n:
                pass
    for thread in threads:
        thread.join(10)
    return order


def test_it_is_first_come_first_served() -> None:
    names = [f"operator {n}" for n in range(9)]
    assert served([(name, COUNTER) for name in names]) == names


def test_the_counter_goes_before_the_exchange() -> None:
    arrivals = [("exchange", BACKGROUND), ("operator 1", COUNTER), ("operator 2", COUNTER)]
    assert served(arrivals) == ["operator 1", "operator 2", "exchange"]


def test_the_exchange_has_its_turn_however_busy_the_counter() -> None:
    counter = [(f"operator {n}", COUNTER) for n in range(3 * MOST_PASSED)]
    assert served([("exchange", BACKGROUND), *counter]).index("exchange") == MOST_PASSED


def test_a_writer_inside_may_enter_again() -> None:
    turnstile = Turnstile()
    with turnstile.turn(COUNTER), turnstile.turn(BACKGROUND):
        assert turnstile._depth == 2
    assert turnstile._inside is None


def test_a_writer_that_fails_lets_the_next_one_in() -> None:
    turnstile = Turnstile()
    try:
        with turnstile.turn(COUNTER):
            raise KeyError
    except KeyError:
        pass
    with turnstile.turn(COUNTER):
        assert turnstile._depth == 1
