"""Who listens hears that somebody else may come by the phones' door."""

from collections.abc import Callable

from django.db import transaction

_Listener = Callable[[], None]
_listeners: list[_Listener] = []


def when_changed(listener: _Listener) -> None:
    """Calls it after each change of who may come."""
    _listeners.append(listener)


def tell() -> None:
    """Once it is written: who listens asks again who may come."""
    for listener in _listeners:
        transaction.on_commit(listener)
