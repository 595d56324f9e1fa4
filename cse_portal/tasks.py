"""Celery's way in."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from cse_portal import outbox
from screening.reminders import still_waiting


@shared_task
def deliver_messages():
    outbox.deliver(still_true=still_waiting)


@shared_task
def forget_sessions():
    """Take what is kept of sessions that have ended out of the database: text that was typed may be among it."""
    SessionStore.clear_expired()
