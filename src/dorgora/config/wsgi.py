"""The web server's way in; the node's worker thread starts with it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if os.environ.get("DORGORA_WORKER") == "1":
    from dorgora.config.worker import start

    start()
