"""Requests to the portal in this process, through its whole stack, with nothing of a test client inside the measure."""

import io
from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory


class Visitor:
    """Somebody signed in, who asks for pages."""

    def __init__(self, client):
        self.cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.handler = WSGIHandler()

    def get(self, url: str) -> bytes:
        """The page as the web server would send it. Anything but 200 is a mistake of the benchmark."""
        return self.asking(url)()

    def asking(self, url: str) -> Callable[[], bytes]:
        """The request made ready: what the call does is the portal's work alone."""
        environ = RequestFactory()._base_environ()
        path, _, query = url.partition("?")
        environ |= {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_COOKIE": self.cookies, "HTTP_HOST": "127.0.0.1",
                    "wsgi.input": io.BytesIO()}  # fmt: skip

        def ask() -> bytes:
            said = []
            response = self.handler(environ, lambda status, headers: said.append(status))
            try:
                body = b"".join(response)
            finally:
                response.close()
            assert said[0].startswith("200"), f"{url}: {said[0]}"
            return body

        return ask
