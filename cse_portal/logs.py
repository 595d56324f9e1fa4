"""What a log says of an error: its kind and the lines of code that led to it, never the values it met."""

import logging
import traceback


class WithoutValues(logging.Formatter):
    """An error's message may quote what was typed about a child: PostgreSQL, for one, shows the row it refuses."""

    def formatException(self, ei) -> str:
        return "\n".join(told(ei[1])) if ei[1] else ""


def told(error: BaseException) -> list[str]:
    """The error after the one it came from, each as its frames and its kind."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    return [*(told(before) if before else []), frames, f"{type(error).__module__}.{type(error).__qualname__}"]
