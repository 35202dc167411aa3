"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.hub.settings")
pages = get_wsgi_application()

from schakel.hub.network.doors.middleware import past_django  # noqa: E402 -- Django must be set up first

application = past_django(pages)
