"""The PDF of a referral as it waits to be made, and ways to read one back that owe nothing to what made it."""

import copy
import io
import re
from itertools import combinations

import pikepdf

from referrals.models import Document, Referral


def make_document(referral: Referral, **screening) -> Document:
    """The referral's first document, unsaved and with parts of its frozen screening changed."""
    document = referral.documents.get(edition=1)
    document.content = copy.deepcopy(document.content)
    document.content["screening"] = {**document.content["screening"], **screening}
    return document


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def text_of(pdf: bytes) -> list[str]:
    """The text of each page as a copy-and-paste would take it: by each font's own table from glyphs to letters."""
    return [_page_text(page) for page in opened(pdf).pages]


def _page_text(page) -> str:
    tables = {name: _letters(font.ToUnicode.read_bytes().decode()) for name, font in page.Resources.Font.items()}
    words, table = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                table = tables[str(operands[0])]
            case "TJ":
                parts = (part for part in operands[0] if isinstance(part, pikepdf.String))
                words += ["".join(_shown(bytes(part), table) for part in parts)]
            case "Tj":
                words += [_shown(bytes(operands[0]), table)]
    return "\n".join(words)


def _shown(glyphs: bytes, table: dict[str, str]) -> str:
    codes = (glyphs[at : at + 2].hex() for at in range(0, len(glyphs), 2))
    return "".join(table.get(code, "�") for code in codes)


def _letters(cmap: str) -> dict[str, str]:
    pairs = re.findall(r"<([0-9a-f]{4})>\s*<([0-9a-f]*)>", cmap, re.IGNORECASE)
    return {glyph.lower(): bytes.fromhex(letters).decode("utf-16-be") for glyph, letters in pairs}


def tags_of(pdf: bytes) -> list[str]:
    """The names of the structure tree, in reading order."""
    found: list[str] = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S)[1:])
            walk(node.get("/K"))

    with opened(pdf) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def faults_of_layout(pages) -> list[str]:
    """Lines of text that leave the paper's margins or lie over one another, in the laid-out pages."""
    faults = []
    for number, page in enumerate(pages.pages, 1):
        lines = [box for box in page._page_box.descendants() if type(box).__name__ == "TextBox" and box.text.strip()]
        places = [(b.position_x, b.position_y, b.position_x + b.width, b.position_y + b.height, b.text) for b in lines]
        for left, top, right, bottom, text in places:
            if left < 30 or top < 30 or right > page.width - 30 or bottom > page.height - 10:
                faults.append(f"page {number}: outside the paper: {text[:40]}")
        for one, other in combinations(places, 2):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            # A font's box is taller than its letters, so neighbouring lines may share a little of it.
            if wide > 1 and high > min(one[3] - one[1], other[3] - other[1]) / 4:
                faults.append(f"page {number}: over one another: {one[4][:40]} | {other[4][:40]}")
    return faults
