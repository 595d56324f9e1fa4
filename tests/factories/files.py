"""Files as people send them, made from nothing, and a way to put them on a referral."""

import io
import zipfile

from PIL import Image

from accounts.models import Membership
from referrals import actions
from referrals.models import Attachment, Referral

TEXT = b"Minutes of 12 November. Present: three people.\n"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/'
    '{}"/></Types>'
)
WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Where a telephone says a picture was taken, and its own name, so that a test can look for either.
PLACE, MAKER, REMARK = (52.0, 24.0, 33.5), "Testphone 9", "taken at the flat of"


def docx(content_type: str = WORD, **parts: bytes) -> bytes:
    """A Word document; `parts` are further files in it, with __ for a slash and _dot_ for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(content_type))
        archive.writestr("word/document.xml", "<w:document/>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


def picture(form: str = "PNG", size=(40, 20), mode: str = "RGB", colour="white", **how) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, form, **how)
    return file.getvalue()


def photograph(form: str = "JPEG", *, orientation: int = 6) -> bytes:
    """A picture as a telephone takes it: lying on its side, with place, maker, remark and a small copy of itself.

    The left half is red, so that a test sees which way up it is.
    """
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, MAKER, REMARK
    exif.get_ifd(0x8825)[2] = PLACE
    exif.get_ifd(0x8769)[0x9003] = "2026:11:12 21:40:00"
    file = io.BytesIO()
    image.save(file, form, exif=exif, **({"comment": REMARK.encode()} if form == "JPEG" else {}))
    return file.getvalue()


def make_file(
    referral: Referral, by: Membership, data: bytes = TEXT, name: str = "minutes.txt", description: str = "The minutes"
) -> Attachment:
    """One file on a referral, added as its page does."""
    sent = [actions.Sent(name, io.BytesIO(data))]
    return actions.attach(referral=referral, by=by, files=sent, description=description)[0]
