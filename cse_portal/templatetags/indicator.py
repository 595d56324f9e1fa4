"""Draws an indicator with its answers and evidence card: {% indicator row %}.

A section shows up to thirty indicators of some forty controls each. So each shape of an indicator (its weight, with
help or without, with errors here or there …) is drawn once from its template, with a marked gap wherever a row’s value
goes, and kept. A row then only fills the gaps with its values, each of them escaped.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PRESENCE = (
    ("present", "Present"),
    ("suspected", "Suspected"),
    ("not_present", "Not present"),
    ("no_information", "No information"),
    ("not_asked", "Not asked"),
)
STRENGTH = (
    ("clear", "<strong>Clear</strong>: seen first-hand, the child’s own words, or a record"),
    ("partial", "<strong>Partial</strong>: second-hand, incomplete, or could mean something else"),
    ("concern_only", "<strong>Concern only</strong>: unease without a particular fact"),
)
HARM = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))
STILL_SO = (("yes", "Yes, still so today"), ("no", "Answer afresh"))
KEEP = (("mine", "Keep mine"), ("theirs", "Keep theirs"), ("both", "Keep both"))
RECENT, EARLIER = "current_or_last_6_months", "more_than_6_months_ago"
TIMEFRAME = ((RECENT, "In the last 6 months"), (EARLIER, "Before that"))
SOURCES = (
    ("", "Choose a source"),
    ("child_said", "I heard it from the child"),
    ("observed_by_me", "I saw it myself"),
    ("parent_or_carer", "A parent or carer"),
    ("sibling_or_peer", "A brother, sister or friend"),
    ("other_professional", "Another professional"),
    ("agency_record", "An agency’s record"),
    ("police_information", "Police information"),
    ("online_content", "Something online"),
    ("anonymous", "Anonymous"),
    ("other", "Other"),
)
CHOICES = {
    "presence": ("radio", "", PRESENCE),
    "strength": ("radio", "-strength", STRENGTH),
    "harm": ("radio", "-harm", HARM),
    "still_so": ("radio", "-still-so", STILL_SO),
    "keep": ("radio", "-keep", KEEP),
    "timeframe": ("checkbox", "-timeframe", TIMEFRAME),
}


def gap(name: str) -> str:
    """Where a row's value goes. The cuts are made before any value is there, so no text can make one."""
    return f"\0{name}\0"


@register.simple_tag
def choice_row(name) -> SafeString:
    """The radios or checkboxes of one field; the first has the field's own id, where error links land."""
    kind, suffix, choices = CHOICES[name]
    family, field = {"radio": "govuk-radios", "checkbox": "govuk-checkboxes"}[kind], gap("code") + suffix
    return mark_safe(  # noqa: S308 - every part is a constant above
        "".join(
            f'<div class="{family}__item"><input class="{family}__input" id="{field}{number}" name="{field}" '
            f'type="{kind}" value="{value}"{gap(f"{name}:{value}")}>'
            f'<label class="govuk-label {family}__label" for="{field}{number}">{label}</label></div>'
            for number, (value, label) in zip(["", "-2", "-3", "-4", "-5"], choices, strict=False)
        )
    )


@register.simple_tag
def source_options() -> SafeString:
    options = (f'<option value="{value}"{gap(f"source:{value}")}>{label}</option>' for value, label in SOURCES)
    return mark_safe("".join(options))  # noqa: S308 - constants above


@register.inclusion_tag("_components/indicator_error.html")
def error_at(row, field):
    """The sentence at one box: {% error_at row "source_detail" %}."""
    return {"row": row, "field": field.replace("_", "-"), "sentence": row["errors"].get(field)}


@lru_cache(maxsize=512)
def _shape(weight, has_help, asks_harm, kept, wrong, previous, conflict) -> tuple[str, ...]:
    """The template drawn with gaps, cut at them: text, name of a gap, text, name of a gap, …, text."""
    row = {name: gap(name) for name in ("code", "label", "what", "period", "source_detail")}
    row |= {
        "weight": weight,
        "help": gap("help") if has_help else "",
        "asks_harm": asks_harm,
        "saved_line": gap("saved_line") if kept else "",
        "errors": {field: gap(f"error:{field}") for field in wrong},
        "previous": {name: gap(f"previous:{name}") for name in previous} if previous else None,
        "conflict": {name: gap(f"conflict:{name}") for name in conflict} if conflict else None,
    }
    return tuple(render_to_string("_components/indicator_drawn.html", {"row": row}).split("\0"))


def _names(mapping) -> tuple[str, ...]:
    """Which values of an optional part are there."""
    return tuple(name for name, value in (mapping or {}).items() if value)


def _values(row, evidence, errors) -> dict[str, str]:
    """What goes into the gaps of one row."""
    values = {name: row.get(name) for name in ("code", "label", "help", "saved_line")}
    values |= {name: evidence.get(name) for name in ("what", "period", "source_detail")}
    values |= {f"error:{field}": sentence for field, sentence in errors.items()}
    for part in ("previous", "conflict"):
        values |= {f"{part}:{name}": value for name, value in (row.get(part) or {}).items()}
    return {name: conditional_escape(value) for name, value in values.items() if value}


def _chosen(row, evidence) -> dict[str, str]:
    """Which radios and boxes are checked, and which source is selected."""
    checked = (
        f"presence:{row.get('presence') or 'not_asked'}",
        f"strength:{evidence.get('strength')}",
        f"harm:{evidence.get('harm_happened')}",
        f"still_so:{row.get('still_so')}",
        f"keep:{row.get('keep') or 'mine'}",
        f"timeframe:{RECENT}" if evidence.get("recent") else "",
        f"timeframe:{EARLIER}" if evidence.get("earlier") else "",
    )
    return dict.fromkeys(checked, " checked") | {f"source:{evidence.get('source_type') or ''}": " selected"}


FIELDS = ("code", "label", "help", "weight", "presence", "evidence", "asks_harm", "errors", "saved_line", "previous",
          "still_so", "conflict", "keep")  # fmt: skip


@register.simple_tag
def indicator(row) -> SafeString:
    """{% indicator row %}. `row` is a dict or an object with code, label, help, weight, presence, asks_harm,
    evidence (what, recent, earlier, period, source_type, source_detail, strength, harm_happened), errors (field:
    sentence), saved_line, previous (when, presence_label, what, can_affirm), still_so, conflict (who, when,
    presence_label, what) and keep. Only code, label and weight are needed.
    """
    row = row if isinstance(row, dict) else {name: getattr(row, name, None) for name in FIELDS}
    if row.get("previous"):
        row = row | {"previous": {"can_affirm": True} | row["previous"]}
    evidence, errors = row.get("evidence") or {}, row.get("errors") or {}
    shape = _shape(
        str(row["weight"]),
        bool(row.get("help")),
        bool(row.get("asks_harm")),
        bool(row.get("saved_line")),
        tuple(sorted(errors)),
        _names(row.get("previous")),
        _names(row.get("conflict")),
    )
    values = _values(row, evidence, errors) | _chosen(row, evidence)
    filled = [values.get(text, "") if n % 2 else text for n, text in enumerate(shape)]
    return mark_safe("".join(filled))  # noqa: S308 - the shape is a template's, each value is escaped
