"""Plain text: readable as UTF-8, or as Windows wrote it before, and kept byte for byte."""

from referrals.files.kinds import Refused


def plain(data: bytes) -> bytes:
    """Readable text without signs that only a machine writes."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(character in words for character in _CONTROLS):
            return data
    raise Refused("is text in a form this portal cannot read. Save it as UTF-8")


# Signs that steer old terminals, never part of what somebody wrote.
_CONTROLS = [chr(code) for code in range(0x80, 0xA0)]
