"""One answer with its evidence as plain values: as stored, as it would be kept, in one line, two versions as one."""

from screening.models import Answer, Source
from screening.protocol import Presence

PRESENCE_LABELS = {presence: presence.value.replace("_", " ").capitalize() for presence in Presence}
# From more to less: of two versions that are both kept, the one that says more stands.
MOST_SAID = (Presence.PRESENT, Presence.SUSPECTED, Presence.NOT_PRESENT, Presence.NO_INFORMATION, Presence.NOT_ASKED)
BLANK = {
    "presence": Presence.NOT_ASKED.value, "what": "", "recent": False, "earlier": False, "period": "",
    "source_type": "", "source_detail": "", "strength": "", "harm_happened": "", "affirmed_from_id": None,
}  # fmt: skip


def stored(answer: Answer | None) -> dict:
    """What is kept of an answer, as plain values."""
    return {name: getattr(answer, name) for name in BLANK} if answer else BLANK


def has_evidence(values: dict) -> bool:
    return values["presence"] in (Presence.SUSPECTED, Presence.PRESENT)


def wrote_evidence(values: dict) -> bool:
    return any(values[name] for name in ("what", "period", "source_detail"))


def as_kept(values: dict) -> dict:
    """The values as they would be stored: without evidence where the answer carries none."""
    if has_evidence(values):
        return values
    return {**BLANK, "presence": values["presence"], "affirmed_from_id": values["affirmed_from_id"]}


def in_one_line(values: dict) -> str:
    """ "Waits after school for a group aged 14 to 16. I saw it myself, since September. Clear." """
    what = values["what"] if len(values["what"]) <= 90 else f"{values['what'][:90].rsplit(' ', 1)[0]} …"
    source = Source(values["source_type"]).label if values["source_type"] else ""
    how = ", ".join(filter(None, [source, values["period"]]))
    strength = values["strength"].replace("_", " ").capitalize()
    parts = [part.rstrip(".") for part in (what, how, strength) if part]
    return " ".join(part if part.endswith("…") else f"{part}." for part in parts)


def both(mine: dict, theirs: dict) -> dict:
    """Two versions of one answer as one: every word of both, and the answer that says more."""
    first, second = sorted((mine, theirs), key=lambda values: MOST_SAID.index(values["presence"]))
    joined = {name: first[name] or second[name] for name in BLANK}
    if first["what"] != second["what"]:
        joined["what"] = "\n\n".join(filter(None, [theirs["what"], mine["what"]]))
    return as_kept({**joined, "presence": first["presence"], "affirmed_from_id": None})
