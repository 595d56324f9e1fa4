"""HTML becomes a PDF that is tagged and the same on every machine.

The renderer reaches neither network nor files: texts of many hands go into these pages. Fonts are the project's own, so
the same content gives the same bytes on every machine.
"""

import os
import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from cse_portal.launch import fonts
from cse_portal.weights import LOOKS

FONTS = settings.BASE_DIR / "static" / "fonts"
# Fontconfig reads this once, when WeasyPrint is imported. The launcher and the server's image set it for every process.
if "FONTCONFIG_FILE" not in os.environ:
    os.environ["FONTCONFIG_FILE"] = str(
        fonts.configure(settings.VAR_DIR / "fonts.conf", fonts=FONTS, cache=settings.VAR_DIR / "font-cache")
    )

import weasyprint  # noqa: E402

VARIANT = {"pdf_variant": "pdf/ua-1"}
Pages = weasyprint.Document
DATA_ALONE = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
COLOURS = {
    "amber": "#6a4300", "red": "#8d1b17", "alert": "#8d1b17",
    "significant": "#402a66", "risk": "#402a66", "vulnerability": "#46575d",
}  # fmt: skip
# Hebrew, Arabic, the scripts of South and South-East Asia, Ethiopic, Chinese and Japanese.
_TALL = re.compile("[\u0590-\u1cff\u2e80-\ufaff]")


def as_bytes(pages: Pages) -> bytes:
    """PDF/UA, the same bytes each time."""
    return pages.write_pdf(**VARIANT)


def rendered(html: str) -> Pages:
    """The pages, before they are written."""
    return weasyprint.HTML(string=html, url_fetcher=DATA_ALONE).render(**VARIANT)


def page(title: str, bodies: list[str]) -> str:
    """HTML of these bodies in the look of our papers. What no font of ours can draw is written out in words."""
    html = render_to_string("pdf/page.html", {"title": title, "bodies": bodies, "marks": marks()})
    html = html.translate(_Drawable())
    return html.replace("<body>", '<body class="tall">', 1) if _TALL.search(html) else html


@cache
def marks() -> list[dict]:
    """The shape of each weight as a background picture, so that the tagged text holds the word alone."""
    return [{"weight": weight, "colour": COLOURS[weight], "url": _picture(weight)} for weight in LOOKS]


def _picture(weight: str) -> str:
    shape = LOOKS[weight].shape.replace("currentColor", COLOURS[weight])
    return "data:image/svg+xml," + quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">{shape}</svg>')


# These could make a sentence read backwards; the letters of a right-to-left script know their direction without them.
_TURNS_AROUND = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


class _Drawable(dict):
    """For str.translate: a character that none of our fonts has becomes its name, for example [grinning face]."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = _drawn(code)
        return self[code]


def _drawn(code: int) -> int | str | None:
    category = unicodedata.category(chr(code))
    if category == "Cc" or code in _TURNS_AROUND:
        return code if chr(code) in "\n\t" else None
    # Marks and joiners shape the letters beside them and have no form of their own.
    if category in ("Cf", "Mn", "Me", "Mc", "Zs") or _has_font(code):
        return code
    return f"[{_name(code)}]"


def _name(code: int) -> str:
    return unicodedata.name(chr(code), "").lower() or f"U+{code:04X}"


def _has_font(code: int) -> bool:
    return any(code in _letters_of(file) for file in _by_size())


@cache
def _by_size() -> list[Path]:
    """The fonts, the large ones last: few referrals need the tables of those at all."""
    return sorted(FONTS.glob("*.ttf"), key=lambda file: ("Liberation" not in file.name, file.stat().st_size))


@cache
def _letters_of(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
