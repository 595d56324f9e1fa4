"""Words within a sentence."""


def lower_first(words: str) -> str:
    """Date of birth -> date of birth, but MASH stays MASH."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
