"""Pictures are drawn again from their points alone, so that nothing a camera or a telephone wrote beside them is kept.

Where it was taken, when, by which telephone, comments, embedded small copies: all that is left behind.
"""

import io
from contextlib import suppress

from PIL import Image, ImageCms, ImageFile, ImageOps

from referrals.files.kinds import LARGEST, Refused

# The largest a present telephone takes by itself; drawing it again needs about 250 MB of memory for a moment.
MOST_POINTS = 60_000_000
# A JPEG that sharpens as it loads has about ten passes; thousands would keep the server busy for hours.
MOST_PASSES = 100
_PASS = b"\xff\xda"
# What each format can hold as it is; other ways of storing colour become the plain one.
_JPEG_MODES = ("L", "RGB")
_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
_TOO_MANY = f"has more than {MOST_POINTS // 1_000_000} million points. Save it smaller"


def png(data: bytes) -> bytes:
    """The picture as a PNG, with its transparency."""
    picture = _drawn(data, "PNG")
    if picture.mode not in _PNG_MODES:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return _written(picture, "PNG")


def jpeg(data: bytes) -> bytes:
    """The picture as a JPEG. A telephone's second picture in the same file is left behind as well."""
    picture = _drawn(data, "JPEG")
    if picture.mode not in _JPEG_MODES:
        picture = picture.convert("RGB")
    return _written(picture, "JPEG", quality=90, subsampling=0)


def _drawn(data: bytes, form: str) -> Image.Image:
    """The points of the picture, turned the right way up, and nothing else."""
    try:
        # The renderer of PDFs allows half a picture for the whole process, as soon as it is loaded.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        # Opening reads the size alone, so what would unpack to far too much goes no further.
        picture = Image.open(io.BytesIO(data), formats=[form])
        _check(picture, data)
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(_TOO_MANY) from bomb
    except Refused:
        raise
    except Exception as error:  # the bytes are anybody's, and the library names no end of what they cause
        raise Refused("is damaged, so it cannot be opened. Save it again, or take a picture of the screen") from error
    _turn_upright(picture)
    drawn = _in_plain_colours(picture)
    transparent = drawn.info.get("transparency")
    drawn.info = {} if transparent is None else {"transparency": transparent}
    return drawn


def _check(picture: Image.Image, data: bytes) -> None:
    if picture.width * picture.height > MOST_POINTS:
        raise Refused(_TOO_MANY)
    if picture.format == "PNG" and picture.is_animated:
        raise Refused("is a moving picture. Save it as still pictures")
    if picture.format != "PNG" and data.count(_PASS) > MOST_PASSES:
        raise Refused("is made in too many passes. Save it again as a JPEG")


def _turn_upright(picture: Image.Image) -> None:
    """Turned as the camera says. What it says is often written wrong; then the picture stays as it lies."""
    # In place, because a second copy of a large picture takes as much memory again.
    with suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """A telephone's own table of colours goes too; what it says is worked in, so that a bruise keeps its colour."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        return ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture


def _written(picture: Image.Image, form: str, **how) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **how)
    if file.tell() > 2 * LARGEST:
        raise Refused("grows beyond 40 MB when it is drawn again. Save it smaller, or as a JPEG")
    return file.getvalue()
