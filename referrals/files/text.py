"""Plain text: readable as UTF-8, or as Windows wrote it before, and kept byte for byte."""

from referrals.files.kinds import Refused


def plain(data: bytes) -> bytes:
    """What `kind_of` found without signs that only a machine writes, and in one of the two ways letters are stored."""
    for encoding in ("utf-8", "cp1252"):
        try:
            data.decode(encoding)
            return data
        except UnicodeDecodeError:
            continue
    raise Refused("is text in a form this portal cannot read. Save it as UTF-8")
