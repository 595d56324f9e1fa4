from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self):
        from indicators import checks  # noqa: F401 - registers the check
