"""Celery's way in."""

from celery import shared_task

from cse_portal import outbox


@shared_task
def deliver_messages():
    outbox.deliver()
