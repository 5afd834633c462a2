"""The web server's way in; the node's worker thread starts with it."""

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")

from django.core.wsgi import get_wsgi_application

from dorgora.config.memory import settle

application: Callable[..., Any] = get_wsgi_application()
settle()

if os.environ.get("DORGORA_WORKER") == "1":
    from dorgora.config.heads import from_front
    from dorgora.config.worker import start

    application = from_front(application)
    start()
