"""What the browser complains of while pages are used."""

from playwright.sync_api import BrowserContext


class Listener:
    """Collects errors of the console (breaches of the content security policy are among them) and of scripts."""

    def __init__(self, context: BrowserContext):
        self.problems: list[str] = []
        self.expected: tuple[str, ...] = ()
        self.requests: list[str] = []
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", lambda request: self.requests.append(request.url))

    def _failed(self, failure) -> None:
        self.problems.append(f"{failure.page.url if failure.page else ''}: {failure.error}")

    def expect(self, *parts: str) -> None:
        """From now on, messages with one of these parts are what the test is about."""
        self.expected = parts

    def forget(self) -> None:
        self.problems, self.expected, self.requests = [], (), []

    def _said(self, message) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.problems.append(f"{message.page.url if message.page else ''}: {message.text}")
