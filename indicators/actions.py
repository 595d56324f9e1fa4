"""The one way an edition comes into the portal."""

from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Membership
from audit.actions import record
from audit.events import EventType
from indicators.edition_file import content_hash, read_edition
from indicators.edition_yaml import EditionError
from indicators.models import Correspondence, Edition, Indicator, OutcomeWording, Section


@transaction.atomic
def load_edition(path: Path | str, *, by: Membership | None = None) -> Edition:
    """The edition of this file, loaded unless it already is. A loaded edition never changes.

    Raises EditionError, with a sentence for each problem, having loaded nothing.
    """
    content = read_edition(Path(path))
    digest = content_hash(content)
    loaded: Edition | None = Edition.objects.filter(code=content["edition"]).first()
    if loaded:
        if loaded.content_hash != digest:
            raise EditionError(
                [f"{path}: {loaded.code} is loaded with other content. An edition can't change; give it a new id."]
            )
        _corresponds(path, loaded, content)
        return loaded
    edition = _edition(content, digest)
    _parts(edition, content)
    _corresponds(path, edition, content)
    record(EventType.EDITION_LOADED, by=by, detail={"edition": edition.code, "content_hash": digest})
    return edition


def _corresponds(path: Path | str, edition: Edition, content: dict[str, Any]) -> None:
    """The pairs that this edition and another say are the same sign; one that is there already stays."""
    ours, problems, pairs = _by_code(edition), [], []
    for entry in content.get("corresponds", ()):
        other = Edition.objects.filter(code=entry["edition"]).first()
        if other is None:
            problems.append(f"{path}, corresponds: there is no edition {entry['edition']}. Load it first.")
            continue
        theirs = _by_code(other)
        for code, same in entry["pairs"].items():
            if same not in theirs:
                problems.append(f"{path}, corresponds: there is no indicator {same} in {other.code}")
            else:
                pairs.append(Correspondence(indicator=ours[code], same_as=theirs[same]))
    if problems:
        raise EditionError(problems)
    Correspondence.objects.bulk_create(pairs, ignore_conflicts=True)


def _by_code(edition: Edition) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in Indicator.objects.filter(edition=edition)}


def _edition(content: dict[str, Any], digest: str) -> Edition:
    # Keys that may be null in the file are empty text in the table.
    texts = {key: content.get(key) or "" for key in ("provisional_note", "approved_by")}
    same = ("tool", "name", "version", "status", "in_force_from", "owner", "purpose", "principles", "sources")
    return Edition.objects.create(
        code=content["edition"],
        approved_on=content.get("approved_on"),
        content_hash=digest,
        **texts,
        **{key: content[key] for key in same},
    )


def _parts(edition: Edition, content: dict[str, Any]) -> None:
    sections = {
        row["id"]: Section.objects.create(
            edition=edition, code=row["id"], title=row["title"], help=row["help"], position=row["order"]
        )
        for row in content["sections"]
    }
    Indicator.objects.bulk_create(_indicator(edition, sections, row) for row in content["indicators"])
    OutcomeWording.objects.bulk_create(
        OutcomeWording(
            edition=edition,
            outcome=row["id"],
            label=row["label"],
            rule=row["rule"],
            pathway=row["pathway"],
            position=place,
        )
        for place, row in enumerate(content["outcomes"])
    )


def _indicator(edition: Edition, sections: dict[str, Section], row: dict[str, Any]) -> Indicator:
    same = (
        "label", "help", "weight", "nature", "theme", "who_may_know", "source", "confidence", "weight_confidence",
    )  # fmt: skip
    return Indicator(
        edition=edition,
        section=sections[row["section"]],
        code=row["id"],
        position=row["order"],
        sexual_act_or_assault=row.get("sexual_act_or_assault", False),
        **{key: row[key] for key in same},
    )
