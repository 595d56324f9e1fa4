"""The papers as PDFs: a referral, the letter that answers it, and several in one. From frozen content and nothing else.

The renderer reaches neither network nor files: texts of many hands go into these pages. Fonts are the project's own, so
the same content gives the same bytes on every machine.
"""

import datetime as dt
import os
import re
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from cse_portal import dates
from cse_portal.launch import fonts
from cse_portal.weights import LOOKS
from referrals.fields import missing_words
from referrals.models import Document
from referrals.states import DocumentKind
from referrals.triage import Fact, birth_words, quoted, triage

FONTS = settings.BASE_DIR / "static" / "fonts"
# Fontconfig reads this once, when WeasyPrint is imported. The launcher and the server's image set it for every process.
if "FONTCONFIG_FILE" not in os.environ:
    os.environ["FONTCONFIG_FILE"] = str(
        fonts.configure(settings.VAR_DIR / "fonts.conf", fonts=FONTS, cache=settings.VAR_DIR / "font-cache")
    )

import weasyprint  # noqa: E402

VARIANT = {"pdf_variant": "pdf/ua-1"}
DATA_ALONE = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
COLOURS = {
    "amber": "#6a4300", "red": "#8d1b17", "alert": "#8d1b17",
    "significant": "#402a66", "risk": "#402a66", "vulnerability": "#46575d",
}  # fmt: skip
ALERT_LABELS = {
    "who": "Who the child is",
    "where": "Where the child is now",
    "what": "What happened",
    "phone": "Number to ring",
}


# The page on which referrers write of themselves is called "You" there.
OF_REFERRER = "About the referrer"
# Without a screening the first page says these in full.
ON_FIRST_PAGE = {
    "who", "where", "what", "phone", "worried_about", "asked_of_mash", "done_already", "carers_told",
    "carers_told_detail", "carers_agree", "carers_not_told_reason", "safe_contact", "police_told",
}  # fmt: skip
# Hebrew, Arabic, the scripts of South and South-East Asia, Ethiopic, Chinese and Japanese.
_TALL = re.compile("[\u0590-\u1cff\u2e80-\ufaff]")


def referral_pdf(document: Document) -> bytes:
    """The PDF of one edition of a paper: PDF/UA, the same bytes each time."""
    return as_bytes(laid_out(document))


def laid_out(document: Document) -> weasyprint.Document:
    """The pages, before they are written."""
    return _rendered(_HTML[DocumentKind(document.kind)](document))


def laid_out_together(documents: list[Document]) -> weasyprint.Document:
    """Several referrals of one child, one after another in one file."""
    return _rendered(together_html(documents))


def as_bytes(pages: weasyprint.Document) -> bytes:
    return pages.write_pdf(**VARIANT)


def _rendered(html: str) -> weasyprint.Document:
    return weasyprint.HTML(string=html, url_fetcher=DATA_ALONE).render(**VARIANT)


def referral_html(document: Document) -> str:
    """The page that becomes the PDF of a referral."""
    title = f"MASH referral {document.content['reference']}"
    return _page(title, [_body(document)])


def letter_html(document: Document) -> str:
    """The letter that tells the referrer what was decided."""
    content = document.content
    context = {
        "document": document,
        "content": content,
        "decision": decided(content),
        "sent": _moment_words(content["sent_at"]),
        "dated": dates.day(dt.datetime.fromisoformat(content["as_of"])),
        "born": dates.plain_day_of(content["born"]),
    }
    return _page(f"Decision on referral {content['reference']}", [render_to_string("pdf/letter.html", context)])


def together_html(documents: list[Document]) -> str:
    references = ", ".join(document.content["reference"] for document in documents)
    return _page(f"MASH referrals {references}", [_body(document) for document in documents])


_HTML = {DocumentKind.REFERRAL: referral_html, DocumentKind.LETTER: letter_html}


def _body(document: Document) -> str:
    return render_to_string("pdf/referral.html", {"document": document, **_context(document.content)})


def _page(title: str, bodies: list[str]) -> str:
    """What no font of ours can draw is written out in words."""
    html = render_to_string("pdf/page.html", {"title": title, "bodies": bodies, "marks": marks()})
    html = html.translate(_Drawable())
    return html.replace("<body>", '<body class="tall">', 1) if _TALL.search(html) else html


def _context(content: dict) -> dict:
    screening = content["screening"]
    return {
        "content": content,
        "triage": triage(content),
        "born": birth_words(content),
        "sent": _moment_words(content["sent_at"]),
        "completed": _moment_words(screening["submitted_at"]) if screening else "",
        "decision": decided(content),
        "screening": screening,
        "tool": screening["tool"] if screening else None,
        "alert": [Fact(label, content["details"].get(name, "")) for name, label in ALERT_LABELS.items()],
        **_written(content),
        "plan": [{**row, "by": dates.plain_day_of(row.get("by", ""))} for row in screening["plan"]]
        if screening
        else [],
        "files": [{**file, "added": _moment_words(file["added_at"])} for file in content.get("files", [])],
        "sections": [_answered(section) for section in screening["sections"]] if screening else [],
    }


def _written(content: dict) -> dict:
    """The parts of the referral, and what the screening says besides them; nothing stands twice."""
    screening = content["screening"] or {"judgement": [], "narrative": [], "front_sheet": []}
    parts = content.get("parts", [])
    shown = {row["name"] for part in parts for row in part["rows"] if not row["missing"]}
    shown |= {"where_now"} if "where" in shown else set()
    if not content["screening"]:
        parts = [{**part, "rows": [row for row in part["rows"] if row["name"] not in ON_FIRST_PAGE]} for part in parts]
    return {
        "parts": [
            {"title": OF_REFERRER if part["slug"] == "you" else part["title"], "rows": given}
            for part in parts
            if (given := _given(part["rows"]))
        ],
        "missing": missing_words(content),
        "judgement": _by_group([row for row in screening["judgement"] if row["name"] not in shown]),
        "narrative": [
            _quoting(row) for row in screening["narrative"] if not {row["name"], f"{row['name']}_not_obtained"} & shown
        ],
        "front_sheet": _by_group([row for row in screening["front_sheet"] if row["name"] not in shown]),
        "answered": [
            {**row, "asked": _moment_words(row["asked_at"]), "at": _moment_words(row["answered_at"])}
            for row in content.get("answered", [])
        ],
    }


def _given(rows: list[dict]) -> list[dict]:
    given = [row for row in rows if not row["missing"]]
    return [{**row, "value": quoted(row["value"])} if row["own_words"] else row for row in given]


def decided(content: dict) -> dict | None:
    """The frozen decision, its moment in words."""
    decision = content.get("decision")
    return {**decision, "at": _moment_words(decision["decided_at"])} if decision else None


def _by_group(rows: list[dict]) -> list[dict]:
    return [{"title": title, "rows": list(group)} for title, group in groupby(rows, key=lambda row: row["group"])]


def _quoting(row: dict) -> dict:
    return {**row, "value": quoted(row["value"])} if row["own_words"] and row["value"] else row


def _answered(section: dict) -> dict:
    return {**section, "rows": [row for row in section["rows"] if row["presence"] != "not_asked"]}


def _planned(row: dict) -> dict:
    return {**row, "by": dates.plain_day_of(row.get("by", ""))}


def _moment_words(iso: str) -> str:
    """Friday 20 November 2026 at 14:41."""
    at = dt.datetime.fromisoformat(iso)
    return f"{dates.day(at)} at {dates.time24(at)}"


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
