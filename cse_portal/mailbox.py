"""The demo's post office: keeps each mail for the "Messages sent" page instead of sending it."""

from django.core.mail.backends.base import BaseEmailBackend

from cse_portal.models import DemoMail


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        mails = [DemoMail(to=", ".join(m.to), subject=m.subject, body=m.body) for m in email_messages]
        return len(DemoMail.objects.bulk_create(mails))
