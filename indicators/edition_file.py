"""An edition as people write it: one YAML file, checked wholly before anything is loaded.

`read_edition` gives the content, or one sentence for every mistake. It needs no database.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from indicators.edition_yaml import EditionError, Mapping, read
from screening.protocol import TOOL_OUTCOMES, TOOL_WEIGHTS, Nature, Outcome, Theme, Tool, Weight

# What a value must be: None when it is so, else the end of a sentence that began with the key.
Check = Callable[[Any], str | None]

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def text(limit: int) -> Check:
    def check(value: Any) -> str | None:
        if not is_text(value):
            return "must be text"
        return None if len(value) <= limit else f"has {len(value)} characters; {limit} fit"

    return check


def or_null(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def code(value: Any) -> str | None:
    right = isinstance(value, str) and len(value) <= 60 and CODE.fullmatch(value)
    return None if right else f"must be a code of small letters, figures and hyphens, not {value!r}"


def whole_number(value: Any) -> str | None:
    return None if type(value) is int and 1 <= value <= 999 else "must be a whole number from 1 to 999"


def flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def day(value: Any) -> str | None:
    return None if type(value) is dt.date else "must be a day, like 2026-01-31"


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def texts(value: Any) -> str | None:
    right = isinstance(value, list) and value and all(map(is_text, value))
    return None if right else "must be a list of texts"


def texts_by_code(value: Any) -> str | None:
    right = isinstance(value, Mapping) and value and all(map(is_text, value.values()))
    return None if right else "must be texts by their ids"


def mappings(value: Any) -> str | None:
    right = isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value)
    return None if right else "must be a list of entries, each with its keys"


def one_of(*choices: str) -> Check:
    def check(value: Any) -> str | None:
        return None if value in choices else f"is {value!r}; choose {', '.join(choices[:-1])} or {choices[-1]}"

    return check


# The lengths are those of indicators.models.
EDITION: dict[str, Check] = {
    "edition": code,
    "tool": one_of(*Tool),
    "name": text(120),
    "status": one_of("provisional", "authorised"),
    "provisional_note": or_null(text(300)),
    "version": text(40),
    "in_force_from": day,
    "owner": text(200),
    "approved_by": or_null(text(200)),
    "approved_on": or_null(day),
    "purpose": text(2000),
    "principles": texts,
    "sources": texts_by_code,
    "sections": mappings,
    "indicators": mappings,
    "outcomes": mappings,
    "corresponds": mappings,
}
# Which of this edition's indicators ask the same as one of another edition: this one's id, then the other's.
CORRESPONDS: dict[str, Check] = {"edition": code, "pairs": texts_by_code}
SECTION: dict[str, Check] = {"id": code, "order": whole_number, "title": text(120), "help": text(400)}
INDICATOR: dict[str, Check] = {
    "id": code,
    "section": code,
    "order": whole_number,
    "label": text(200),
    "help": text(400),
    "weight": one_of(*Weight),
    "nature": one_of(*Nature),
    "theme": one_of(*Theme),
    "sexual_act_or_assault": flag,
    "source": texts,
    "confidence": one_of("seen", "inferred"),
    "weight_confidence": one_of("seen", "inferred"),
    "who_may_know": text(200),
}
OUTCOME: dict[str, Check] = {
    "id": one_of(*Outcome),
    "label": text(80),
    "rule": text(300),
    "pathway": texts,
    "mash": one_of("no", "consult", "refer"),
    "source": texts,
}
MAY_BE_LEFT_OUT = {"sexual_act_or_assault", "provisional_note", "approved_by", "approved_on", "corresponds"}


def read_edition(path: Path) -> dict[str, Any]:
    """The checked content of one edition's file. Raises EditionError with every problem found."""
    content = read(path)
    if not isinstance(content, Mapping):
        raise EditionError([f"{path}: must hold the keys of an edition"])
    problems = list(_keys(content, EDITION, "the edition"))
    if not problems:
        problems = [*_entries(content), *_approval(content)]
    if not problems:
        problems = [*_sections(content), *_weights(content), *_sources(content), *_outcomes(content)]
        problems += _corresponds(content)
    if problems:
        raise EditionError([f"{path}, {problem}" for problem in problems])
    return content


def content_hash(content: dict[str, Any]) -> str:
    """The same for the same content, whatever the comments, layout or order of keys in the file.

    What corresponds to another edition is no part of what the tool asks, and may be found out after it was loaded.
    """
    asked = {key: value for key, value in content.items() if key != "corresponds"}
    canonical = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=dt.date.isoformat)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _keys(mapping: Mapping, checks: dict[str, Check], what: str) -> Iterator[str]:
    place = f"line {mapping.line}, {what}"
    for key in mapping.keys() - checks.keys():
        yield f"{place}: the key {key} is not known here"
    for key, check in checks.items():
        if key not in mapping:
            if key not in MAY_BE_LEFT_OUT:
                yield f"{place}: {key} is missing"
        elif problem := check(mapping[key]):
            yield f"{place}: {key} {problem}"


def _entries(content: Mapping) -> Iterator[str]:
    """Each section, indicator and outcome by itself, and no id used twice."""
    for key, word, checks in (
        ("sections", "section", SECTION),
        ("indicators", "indicator", INDICATOR),
        ("outcomes", "outcome", OUTCOME),
    ):
        first_lines: dict[Any, int] = {}
        for entry in content[key]:
            yield from _keys(entry, checks, f"{word} {entry.get('id', 'without an id')}")
            first = first_lines.setdefault(str(entry.get("id")), entry.line)
            if "id" in entry and first != entry.line:
                yield f"line {entry.line}, {word} {entry['id']}: the same code stands on line {first}"


def _approval(content: Mapping) -> Iterator[str]:
    place = f"line {content.line}, the edition"
    named, dated = bool(content.get("approved_by")), bool(content.get("approved_on"))
    if named != dated:
        yield f"{place}: approved_by and approved_on stand together, or neither does"
    if content["status"] == "authorised" and not named:
        yield f"{place}: an authorised edition says in approved_by and approved_on who approved it, and when"
    if content["status"] == "provisional" and not content.get("provisional_note"):
        yield f"{place}: provisional_note is missing"


def _sections(content: Mapping) -> Iterator[str]:
    sections = {section["id"]: section for section in content["sections"]}
    places: dict[tuple[str, int], str] = {}
    for indicator in content["indicators"]:
        if indicator["section"] not in sections:
            yield f"{_named(indicator)}: there is no section {indicator['section']}"
        other = places.setdefault((indicator["section"], indicator["order"]), indicator["id"])
        if other != indicator["id"]:
            yield f"{_named(indicator)}: has the same section and order as {other}"
    used = {indicator["section"] for indicator in content["indicators"]}
    for section in sections.values():
        if section["id"] not in used:
            yield f"line {section.line}, section {section['id']}: no indicator belongs to it"


def _weights(content: Mapping) -> Iterator[str]:
    weights = TOOL_WEIGHTS[Tool(content["tool"])]
    for indicator in content["indicators"]:
        if indicator["weight"] not in weights:
            yield (
                f"{_named(indicator)}: {indicator['weight']} is no weight of the {content['tool']} tool, "
                f"which has {', '.join(weights)}"
            )


def _sources(content: Mapping) -> Iterator[str]:
    for word, key in (("indicator", "indicators"), ("outcome", "outcomes")):
        for entry in content[key]:
            for source in entry["source"]:
                if source not in content["sources"]:
                    yield f"line {entry.line}, {word} {entry['id']}: there is no source {source}"


def _outcomes(content: Mapping) -> Iterator[str]:
    """The rules know each tool's outcomes and their order, so an edition brings exactly these."""
    expected = list(TOOL_OUTCOMES[Tool(content["tool"])])
    written = [outcome["id"] for outcome in content["outcomes"]]
    if written != expected:
        yield f"line {content['outcomes'][0].line}, outcomes: must be {', '.join(expected)}, in this order"


def _corresponds(content: Mapping) -> Iterator[str]:
    """Pairs name indicators of this edition, each of the other one once; the loader knows the other edition."""
    known = {indicator["id"] for indicator in content["indicators"]}
    for entry in content.get("corresponds", ()):
        place = f"line {entry.line}, corresponds"
        if problems := list(_keys(entry, CORRESPONDS, "corresponds")):
            yield from problems
            continue
        if entry["edition"] == content["edition"]:
            yield f"{place}: names this edition itself"
        for ours in entry["pairs"].keys() - known:
            yield f"{place}: there is no indicator {ours} in this edition"
        theirs = list(entry["pairs"].values())
        for twice in sorted({each for each in theirs if theirs.count(each) > 1}):
            yield f"{place}: {twice} stands twice"


def _named(indicator: Mapping) -> str:
    return f"line {indicator.line}, indicator {indicator['id']}"
