"""The five kinds of file a referral takes, and what each is called."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
ACCEPTED = "PDF, PNG, JPEG, Word (.docx) and plain text (.txt)"


class FileKind(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    TEXT = "text"


class Description(NamedTuple):
    """What people read, how it is sent, its ending on the way out, and the endings its name may have on the way in."""

    label: str
    words: str
    content_type: str
    ending: str
    endings: frozenset[str]


# A program that saves pictures often gives a JPEG the name of a PNG, or the other way round: it does no harm.
_PICTURES = frozenset({"png", "jpg", "jpeg", "jpe", "jfif"})
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

KINDS: dict[FileKind, Description] = {
    FileKind.PDF: Description("PDF", "a PDF", "application/pdf", "pdf", frozenset({"pdf"})),
    FileKind.PNG: Description("PNG picture", "a PNG picture", "image/png", "png", _PICTURES),
    FileKind.JPEG: Description("JPEG picture", "a JPEG picture", "image/jpeg", "jpg", _PICTURES),
    FileKind.DOCX: Description("Word document", "a Word document", _WORD, "docx", frozenset({"docx"})),
    FileKind.TEXT: Description("Plain text", "plain text", "text/plain", "txt", frozenset({"txt"})),
}


class Refused(Exception):
    """The file is not taken. The message is for people; it follows the file's name and says what to do."""


@dataclass(frozen=True)
class Kept:
    """A file as it will be kept: a picture without its metadata, anything else as it came."""

    name: str
    kind: FileKind
    data: bytes = field(repr=False)
    sha256: str

    @property
    def size(self) -> int:
        return len(self.data)


def size_words(size: int) -> str:
    """3 bytes, 48 KB, 1.4 MB, 20 MB."""
    if size < 1024:
        return "1 byte" if size == 1 else f"{size} bytes"
    if round(size / 1024) < 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
