"""Celery's way in: the app, and the worker's heartbeat for the health check."""

import os

from celery import Celery
from celery.signals import heartbeat_sent, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")

app = Celery("cse_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _check_environment(**kwargs):
    from cse_portal.checks import refuse_unsafe_production

    refuse_unsafe_production()
    # Loaded once, before the pool forks, so that the first PDF after a start is as quick as the others.
    import referrals.pdf  # noqa: F401


@heartbeat_sent.connect
def _worker_is_alive(**kwargs):
    from cse_portal.heartbeat import beat

    beat("worker")
