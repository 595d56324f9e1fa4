"""The papers as PDFs: a referral, the letter that answers it, several in one. From frozen content and nothing else."""

import datetime as dt
from itertools import groupby

from django.template.loader import render_to_string

from cse_portal import dates
from cse_portal.pdf import VARIANT, Pages, as_bytes, page, rendered
from referrals.fields import missing_words
from referrals.models import Document
from referrals.states import DocumentKind
from referrals.triage import Fact, birth_words, quoted, triage

__all__ = ["VARIANT", "Pages", "as_bytes", "laid_out", "laid_out_together", "referral_html", "referral_pdf"]

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


def referral_pdf(document: Document) -> bytes:
    """The PDF of one edition of a paper: PDF/UA, the same bytes each time."""
    return as_bytes(laid_out(document))


def laid_out(document: Document) -> Pages:
    """The pages, before they are written."""
    return rendered(_HTML[DocumentKind(document.kind)](document))


def laid_out_together(documents: list[Document]) -> Pages:
    """Several referrals of one child, one after another in one file."""
    return rendered(together_html(documents))


def referral_html(document: Document) -> str:
    """The page that becomes the PDF of a referral."""
    title = f"MASH referral {document.content['reference']}"
    return page(title, [_body(document)])


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
    return page(f"Decision on referral {content['reference']}", [render_to_string("pdf/letter.html", context)])


def together_html(documents: list[Document]) -> str:
    references = ", ".join(document.content["reference"] for document in documents)
    return page(f"MASH referrals {references}", [_body(document) for document in documents])


_HTML = {DocumentKind.REFERRAL: referral_html, DocumentKind.LETTER: letter_html}


def _body(document: Document) -> str:
    return render_to_string("pdf/referral.html", {"document": document, **_context(document.content)})


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
