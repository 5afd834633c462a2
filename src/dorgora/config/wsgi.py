"""The web server's way in; the node's worker thread starts with it."""

import gc
import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")
# What is being loaded is no rubbish, and to look through it again and again is a tenth of a start; `settle` ends this.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402  while the collector rests

from dorgora.config.memory import settle  # noqa: E402  the same

application: Callable[..., Any] = get_wsgi_application()

if os.environ.get("DORGORA_WORKER") == "1":
    from dorgora.config.heads import from_front
    from dorgora.config.worker import start

    application = from_front(application)
    settle()
    start()
else:
    settle()
