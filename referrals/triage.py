"""The first page of a referral's PDF: what a MASH worker reads first. Frozen content in, words out."""

import datetime as dt
from dataclasses import dataclass

from cse_portal import dates
from referrals.decisions import Fact
from referrals.states import Kind

MOST_SIGNS = 5
_IN_FULL = "… (in full below)"


@dataclass(frozen=True)
class Headline:
    """One of the three things read first: what it is, the thing itself, and what explains it."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Triage:
    heading: str
    headlines: list[Headline]
    asked: str
    alert: str
    worry: str
    signs: list[dict]
    more_signs: bool
    reasons: list[dict]
    judgement_reason: str
    child: list[Fact]
    done: list[Fact]


def triage(content: dict) -> Triage:
    """The summary. Without a screening nothing follows it in full, so nothing in it is shortened."""
    details, screening = content["details"], content["screening"]
    asked = _values(screening["judgement"]) | told_since(content) if screening else details
    short = shortened if screening else (lambda text, most: text)
    evidence = screening["evidence"] if screening else []
    return Triage(
        heading=heading(content),
        headlines=[_outcome(content), _decided(content) or _due(content), _ring(content)],
        asked=short(asked.get("asked_of_mash", ""), 420),
        alert=short(details.get("what", ""), 420),
        worry=short(asked.get("worried_about", ""), 420),
        signs=[{**row, "what": shortened(row["what"], 170), "period": shortened(row["when"], 80),
                "source": shortened(row["source"], 80)} for row in evidence[:MOST_SIGNS]],
        more_signs=len(evidence) > MOST_SIGNS,
        reasons=[{**reason, "text": shortened(reason["text"], 260)} for reason in _telling(screening)],
        judgement_reason=shortened(screening["judgement_reason"], 420) if screening else "",
        child=_child(content, asked, short),
        done=_done(content, asked, short),
    )  # fmt: skip


def told_since(content: dict) -> dict:
    """The parts of the referral in words: what the screening said, as its referrer has put it right or added to it."""
    return {row["name"]: row["value"] for part in content.get("parts", []) for row in part["rows"] if row["value"]}


def heading(content: dict) -> str:
    """Who it is about: name and age, or as much as an urgent alert knew."""
    child = child_of(content)
    if child is None:
        return shortened(content["child_as_known"], 90, "…")
    about = "about " if child["age_is_estimated"] else ""
    return f"{child['name']}, age {about}{child['age']}" if child["age"] is not None else child["name"]


def child_of(content: dict) -> dict | None:
    return content["screening"]["child"] if content["screening"] else content["child"]


def birth_words(content: dict) -> str:
    """ "Born 9 June 2016", or how the age was estimated; empty when nothing is known."""
    child = child_of(content) or {}
    if child.get("date_of_birth"):
        return f"Born {dates.plain_day_of(child['date_of_birth'])}"
    if child.get("age") is None:
        return ""
    return ": ".join(filter(None, ["Date of birth not known, age estimated", shortened(child["age_source"], 120, "…")]))


def _outcome(content: dict) -> Headline:
    screening = content["screening"]
    if screening is None:
        if content["kind"] == Kind.ALERT:
            return Headline("Sent as", "Urgent alert", "Sent at once, before any screening")
        if content["details"].get("outcome"):
            return Headline(
                "Sent as", "Referral, screening to follow", "A second person has still to agree the outcome"
            )
        return Headline("Referred because of", "Known risk of significant harm", "Sent without a screening")
    if screening["fixed"]:
        note = "Fixed by the tool’s alert rule"
    elif screening["least_words"]:
        note = f"The tool expects at least: {screening['least_words']}"
    else:
        note = "The tool’s rules expect no particular outcome"
    return Headline("Outcome, judged by the practitioner", screening["outcome_words"], note)


def _decided(content: dict) -> Headline | None:
    decision = content.get("decision")
    if not decision:
        return None
    at = dt.datetime.fromisoformat(decision["decided_at"])
    return Headline("Decided", decision["words"], f"{decision['decided_by']}, {_moment(at)}")


def _due(content: dict) -> Headline:
    at = dt.datetime.fromisoformat(content["due_at"])
    return Headline("Decision due", _moment(at), content["due_why"])


def _moment(at: dt.datetime) -> str:
    return f"{at:%a} {at.day} {at:%b} {at:%Y}, {at:%H:%M}"


def _ring(content: dict) -> Headline:
    who = content["referrer"]
    number = content["details"].get("phone") or who["phone"] or "No number given"
    return Headline("Ring first", shortened(number, 60, "…"), f"{who['name']}, {who['agency']}")


# Rules that speak of every screening, or of what the portal itself does next; the whole list follows in full.
_SAID_ELSEWHERE = {3, 4, 6, 9, 10, 11, 16, 19, 21, 22}


def _telling(screening: dict | None) -> list[dict]:
    return [reason for reason in screening["reasons"] if reason["rule"] not in _SAID_ELSEWHERE] if screening else []


def _child(content: dict, asked: dict, short) -> list[Fact]:
    screening = content["screening"]
    narrative = {row["name"]: row | _newer(row, asked) for row in screening["narrative"]} if screening else {}
    sheet = _values(screening["front_sheet"]) | asked if screening else {}
    needs = ". ".join(filter(None, (sheet.get(name) for name in ("language", "communication", "disability"))))
    where = content["details"].get("where") or sheet.get("where_now")
    facts = [
        _narrated("Own words", narrative.get("own_words"), short),
        Fact("Where now", short(where or ("Not recorded" if screening else ""), 140)),
        _narrated("What protects", narrative.get("protective_factors"), short),
        Fact("Language, needs", short(needs, 140)),
    ]
    return [fact for fact in facts if fact and fact.text]


def _newer(row: dict, told: dict) -> dict:
    return {"value": told[row["name"]]} if told.get(row["name"]) else {}


def _narrated(label: str, row: dict | None, short) -> Fact | None:
    if row is None:
        return None
    if row["value"]:
        text = short(row["value"], 200)
        return Fact(label, quoted(text) if row["own_words"] else text)
    return Fact(label, short(f"Not obtained: {row['not_obtained']}" if row["not_obtained"] else "Not recorded", 200))


def quoted(text: str) -> str:
    """The child's own words between quotation marks, unless whoever wrote them down set some."""
    return text if text[:1] in "“\"‘'" else f"“{text}”"


def _done(content: dict, asked: dict, short) -> list[Fact]:
    facts = [
        Fact("Done already", short(asked.get("done_already", ""), 200)),
        Fact("Carer told", short(carer_told(asked), 200)),
        Fact("Police told", short(asked.get("police_told", ""), 120)),
        Fact("Safe contact", short(asked.get("safe_contact", ""), 200)),
        Fact("Not asked", _not_asked(content["screening"])),
    ]
    return [fact for fact in facts if fact.text]


def carer_told(asked: dict) -> str:
    """Whether the carer knows and agrees; if not, why (rule 34)."""
    if asked.get("carers_told", "").lower() == "no":
        return f"No. {asked.get('carers_not_told_reason', '')}".strip()
    if asked.get("carers_told", "").lower() != "yes":
        return ""
    detail, agrees = asked.get("carers_told_detail", "").rstrip("."), asked.get("carers_agree", "")
    return ". ".join(filter(None, ["Yes", detail, agrees and f"Agrees: {agrees.lower()}"]))


def _not_asked(screening: dict | None) -> str:
    if screening is None:
        return ""
    count = len(screening["not_asked"])
    if not count:
        return "Nothing: every indicator was asked about"
    return f"{count} indicator{'s' if count != 1 else ''}, listed below"


def _values(rows: list[dict]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in rows}


def shortened(text: str, most: int, ending: str = _IN_FULL) -> str:
    """The beginning of a long text on one line, cut between words where there are any, saying that it goes on."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    start = text[:most]
    return (start.rsplit(" ", 1)[0] if " " in start[most // 2 :] else start).rstrip(" ,;:.") + ending
