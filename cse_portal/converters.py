"""The only thing that may stand in an address: a public reference."""


class Reference:
    """S-2HF8-TQ9N and the like. Anything else in its place is not an address of the portal."""

    regex = "[A-Z]-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
