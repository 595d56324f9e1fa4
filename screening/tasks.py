"""Celery's way in: each task calls one function of the business."""

from celery import shared_task

from screening import reminders


@shared_task
def send_reminders():
    reminders.send_due()


@shared_task
def chase_written():
    reminders.chase_written()
