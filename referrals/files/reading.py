"""From what somebody sent to what is kept, or to the sentence that says why it is not taken."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

from referrals.files import documents, pictures, text
from referrals.files.found import found, kind_of
from referrals.files.kinds import ACCEPTED, KINDS, LARGEST, FileKind, Kept, Refused

# What each kind must pass; each gives the bytes to keep.
_CHECKS: dict[FileKind, Callable[[bytes], bytes]] = {
    FileKind.PDF: documents.pdf,
    FileKind.DOCX: documents.docx,
    FileKind.PNG: pictures.png,
    FileKind.JPEG: pictures.jpeg,
    FileKind.TEXT: text.plain,
}
_LONGEST_NAME = 200


def keep(name: str, file: BinaryIO) -> Kept:
    """Read a file once and give what is kept of it. Raises Refused, with the whole sentence, when it is not taken."""
    data = file.read(LARGEST + 1)
    if not data:
        raise Refused(f"This file is empty: “{short(name)}”. Save it again, or choose another")
    if len(data) > LARGEST:
        raise too_large(name)
    try:
        kind = _kind(name, data)
        kept = _CHECKS[kind](data)
    except Refused as refusal:
        raise Refused(f"“{short(name)}” {refusal}") from refusal
    return Kept(short(name), kind, kept, hashlib.sha256(kept).hexdigest())


def too_large(name: str) -> Refused:
    return Refused(f"“{short(name)}” is larger than 20 MB. Make it smaller, or send it in parts")


def short(name: str) -> str:
    """The name as it is shown: without a path, and its ending kept where it is too long."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or "File without a name"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 12]}…{name[-11:]}"


def _kind(name: str, data: bytes) -> FileKind:
    kind = kind_of(data)
    if kind is None:
        raise Refused(f"is {found(data)}. A file must be one of these: {ACCEPTED}")
    if _ending(name) not in KINDS[kind].endings:
        raise Refused(f"holds {KINDS[kind].words}, but is named otherwise. A file must be one of these: {ACCEPTED}")
    return kind


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
