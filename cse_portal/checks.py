"""What a production server must have before it serves anyone."""

import os

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

NEEDED = {
    "SECRET_KEY": "a long random text, kept secret and the same on every server",
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "REDIS_URL": "redis://:password@host:6379/0",
    "ALLOWED_HOSTS": "the portal's host names, separated by commas",
    "PUBLIC_URL": "the portal's address as people type it, such as https://cse.example.org",
    "EMAIL_URL": "smtp://user:password@host:587?tls=1",
}


def missing() -> list[str]:
    """One sentence for each setting a production server lacks; empty in the demo and in tests."""
    if not settings.IS_PRODUCTION:
        return []
    return [f"Set {name}: {meaning}." for name, meaning in NEEDED.items() if not os.environ.get(name)]


@register(Tags.security, deploy=True)
def production_environment(app_configs, **kwargs):
    return [Error(sentence, id="cse_portal.E001") for sentence in missing()]


def refuse_unsafe_production() -> None:
    """Called by the web server and the worker. Raises ImproperlyConfigured naming everything that is missing."""
    if sentences := missing():
        raise ImproperlyConfigured(" ".join(sentences))
