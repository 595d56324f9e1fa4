"""PDF and Word documents: their structure is read, and they are kept byte for byte."""

import io
import re
import zipfile
import zlib

from referrals.files.kinds import MEGABYTE, Refused

_LOCKED = "is protected with a password or against copying. Save it without that, or print it to a new PDF"
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_PDF_TAIL = re.compile(rb"startxref\s+\d+\s+%%EOF")
_DAMAGED = "is damaged or not complete. Save it again"
# A long report with pictures unpacks to a few tens of megabytes.
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 2000
_MAIN = b"wordprocessingml.document.main+xml"


def pdf(data: bytes) -> bytes:
    """Begins as a PDF does, ends as a complete one does, and can be opened by anyone."""
    if not re.match(rb"%PDF-[12]\.\d", data) or not _PDF_TAIL.search(data[-2048:]):
        raise Refused(_DAMAGED)
    if _ENCRYPTED.search(data):
        raise Refused(_LOCKED)
    return data


def docx(data: bytes) -> bytes:
    """An archive with the parts of a Word document, all readable, without macros, that unpacks to a sensible size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise Refused(_DAMAGED) from error
    return data


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_LOCKED)
    # What the list says is what unpacking it stops at.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("unpacks to far more than a document holds. Save it as a PDF")
    if "[Content_Types].xml" not in archive.namelist() or archive.testzip():
        raise Refused(_DAMAGED)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any("vbaproject" in part.filename.lower() for part in parts):
        raise Refused("contains macros, which are small programs. Save it without them, or as a PDF")
    if _MAIN not in types:
        raise Refused(_DAMAGED)
