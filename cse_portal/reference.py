"""Public references: random, so that a link, a title or a mail says nothing about a child or how many there are."""

import re
import secrets

# Crockford's alphabet: no I, L, O or U, so a reference read over the phone is heard right.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(letter: str) -> str:
    """A reference such as "S-2HF8-TQ9N". 40 random bits: a clash is refused by the unique index, never overwritten."""
    block = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(2)]
    return f"{letter}-{block[0]}-{block[1]}"


def is_reference(text: str) -> bool:
    """Whether the text is written like a public reference, in large or small letters."""
    return bool(re.fullmatch(f"[A-Z](-[{_ALPHABET}]{{4}}){{2}}", text.upper()))


def screening_reference() -> str:
    return new_reference("S")


def referral_reference() -> str:
    return new_reference("R")


def child_reference() -> str:
    return new_reference("C")


def check_code() -> str:
    """The code printed on a PDF, by which a copy can be checked."""
    return new_reference("")[1:]


# What is read or heard in place of a letter that no code has.
_MISREAD = str.maketrans("OIL", "011")


def check_code_of(text: str) -> str:
    """The check code somebody typed from a copy, as it is printed; empty when it cannot be one.

    Small letters, spaces and missing dashes make no difference, nor does O for 0 or I for 1.
    """
    letters = re.sub(r"[\W_]", "", text).upper().translate(_MISREAD)
    return f"{letters[:4]}-{letters[4:]}" if re.fullmatch(f"[{_ALPHABET}]{{8}}", letters) else ""
