"""Celery's way in: each task calls one function of the business."""

from celery import shared_task

from referrals import actions


@shared_task
def make_documents():
    # Here, so that beat and whoever else reads the tasks do not load the PDF renderer.
    from referrals.documents import make_waiting

    make_waiting()


@shared_task
def check_files():
    from referrals.checking import check_waiting

    check_waiting()


@shared_task
def make_prints():
    from referrals.prints import make_waiting

    make_waiting()


@shared_task
def forget_prints():
    from referrals.prints import forget

    forget()


@shared_task
def chase_overdue():
    actions.chase_overdue()


@shared_task
def chase_answers():
    actions.chase_answers()


@shared_task
def chase_disagreements():
    actions.chase_disagreements()


@shared_task
def remind_unread():
    actions.remind_unread()


@shared_task
def count_figures():
    actions.count_figures()


@shared_task
def tell_of_transitions():
    actions.tell_of_transitions()


@shared_task
def turn():
    actions.turn()
