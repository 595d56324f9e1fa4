"""Text that people wrote, on its way into a file that a spreadsheet opens."""

# A cell that begins with one of these is a formula to a spreadsheet, and a formula can send what it reads elsewhere.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(text: str) -> str:
    """The text as it stands, or behind an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
