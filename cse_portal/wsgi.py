"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")
application = get_wsgi_application()

from cse_portal.checks import refuse_unsafe_production  # noqa: E402 - needs settings

refuse_unsafe_production()
