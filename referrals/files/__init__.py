"""What a file is by its bytes, how it is kept, and the virus scanner. Knows nothing of referrals or the database."""

from referrals.files.kinds import ACCEPTED, LARGEST, FileKind, Kept, Refused, size_words
from referrals.files.reading import keep

__all__ = ["ACCEPTED", "LARGEST", "FileKind", "Kept", "Refused", "keep", "size_words"]
