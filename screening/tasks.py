"""Celery's way in: each task calls one function of the business."""

from celery import shared_task

from screening.reminders import send_due


@shared_task
def send_reminders():
    send_due()
