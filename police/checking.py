"""What a form must say before it goes anywhere. Anything may be saved before that."""

from police.subjects import SUBJECT, Kind, MayAct

WHY_NOT = {
    MayAct.ASK_FIRST: "Say why the police should ask you first",
    MayAct.NO: "Say why it may not be acted on",
}


def missing(kind: Kind, values: dict) -> dict[str, str]:
    """The box and the sentence of everything that is still needed, in the order of the form."""
    boxes = SUBJECT[Kind(kind)]
    asked = (
        (boxes[0].name, any(values.get(box.name) for box in boxes), "Say what you know of the subject itself"),
        ("known", values.get("known"), "Say what is known"),
        ("happened_on", values.get("happened_on") or values.get("period"), "Say when it happened, or over what time"),
        ("source", values.get("source") or values.get("source_unnamed"),
         "Say who the source is, or that the source does not want to be named"),
        ("how_known", values.get("how_known"), "Say how it is known"),
        ("may_act", values.get("may_act"), "Say whether the police may act on it"),
        ("why_not", values.get("why_not") or values.get("may_act") not in WHY_NOT,
         WHY_NOT.get(values.get("may_act"), "")),
    )  # fmt: skip
    return {name: sentence for name, is_there, sentence in asked if not is_there}
