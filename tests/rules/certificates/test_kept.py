"""What takes long to make is made once for each state, however many threads ask."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dorgora.certificates.kept import Kept


def test_it_is_made_anew_only_when_its_state_is_another():
    kept, made = Kept(), []

    def ask(state):
        return kept.get(lambda: state, lambda: made.append(state) or state.upper())

    assert [ask(state) for state in ("a", "a", "b", "b", "a")] == ["A", "A", "B", "B", "A"]
    assert made == ["a", "b", "a"]


def test_threads_get_one_thing_made_once():
    kept, together, made = Kept(), Barrier(8), []

    def ask(number):
        together.wait()
        return kept.get(lambda: "state", lambda: made.append(number) or object())

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == len(made) == 1


def test_threads_that_see_other_states_each_get_their_own():
    kept, together = Kept(), Barrier(8)

    def ask(number):
        together.wait()
        return [kept.get(lambda: number, lambda: number) for _ in range(200)]

    with ThreadPoolExecutor(8) as threads:
        assert [set(told) for told in threads.map(ask, range(8))] == [{number} for number in range(8)]


def test_what_could_not_be_made_is_tried_again():
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get(lambda: 1, lambda: 1 // 0)
    assert kept.get(lambda: 1, lambda: 2) == 2
