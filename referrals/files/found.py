"""What a file is, from its bytes; and what to call what the portal does not take."""

import io
import re
import zipfile

from referrals.files.kinds import FileKind

_TAKEN = ((b"%PDF-", FileKind.PDF), (b"\x89PNG\r\n\x1a\n", FileKind.PNG), (b"\xff\xd8\xff", FileKind.JPEG))
_ZIP = b"PK\x03\x04"
_UTF_16 = "text in a form this portal cannot read (UTF-16), save it as UTF-8"
# How text begins that is made for a machine. `_MARKUP` is what a browser would take for a page.
_WRITTEN = (
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"#!", "a program"),
    (b"%!PS", "a PostScript file"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|body|svg|script)", re.IGNORECASE)
# How other files begin that people often have. A sentence may begin with the same letters, so these are never text.
_OTHERS = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office file, an Outlook message or an Office file with a password"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
)
# What text does not have: everything below a space but tab, line feed, form feed and carriage return.
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FOLDERS = {"word": "a Word document that is not complete", "xl": "a spreadsheet", "ppt": "a presentation"}


def kind_of(data: bytes) -> FileKind | None:
    """Which of the five kinds it is; None for anything else."""
    for signature, kind in _TAKEN:
        if data.startswith(signature):
            return kind
    if data.startswith(_ZIP):
        return FileKind.DOCX if "word/document.xml" in _names(data) else None
    return None if _for_a_machine(data) or _NOT_IN_TEXT.search(data) else FileKind.TEXT


def found(data: bytes) -> str:
    """What something is that the portal does not take: "a GIF picture"."""
    if data.startswith(_ZIP):
        folders = {name.split("/", 1)[0] for name in _names(data)}
        return next((words for folder, words in _FOLDERS.items() if folder in folders), "a zip archive")
    if data[4:8] == b"ftyp":
        return "an HEIC picture" if data[8:12] in (b"heic", b"heix", b"heim", b"hevc", b"mif1") else "a film"
    if data[:4] == b"RIFF":
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound recording"}.get(data[8:12], "a film")
    return _for_a_machine(data) or _beginning(data, _OTHERS) or "a file of a kind this portal does not know"


def _for_a_machine(data: bytes) -> str:
    return "a web page or other marked-up text" if _MARKUP.match(data) else _beginning(data, _WRITTEN)


def _beginning(data: bytes, table) -> str:
    return next((words for signature, words in table if data.startswith(signature)), "")


def _names(data: bytes) -> set[str]:
    """The names in a zip archive; none where its list cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return set()
