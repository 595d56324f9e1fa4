from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self):
        from referrals.actions import standing  # noqa: F401 - hears who leaves and who comes
