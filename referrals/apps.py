"""What this app listens to."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        from accounts.signals import procedure_added
        from referrals.actions.closing import put_off

        def moved(sender, area, **_):
            return put_off(area=area)

        procedure_added.connect(moved, weak=False, dispatch_uid="closed days move due times")
