"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")
application = get_wsgi_application()

from cse_portal.checks import refuse_unsafe_production  # noqa: E402 - needs settings

refuse_unsafe_production()

# The pages are loaded before the server's processes part, and left alone by the collector: then they are held once.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
