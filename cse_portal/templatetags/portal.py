"""The portal's own template tags and filters. A builtin library: no template needs to load it."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cse_portal import clock, dates, outcomes, weights

register = template.Library()

for show in (dates.day, dates.plain_day, dates.short_day, dates.time24, dates.when, dates.exact):
    register.filter(show.__name__, show, expects_localtime=False)


@register.simple_tag
def time_now():
    """{% time_now as moment %}: the business clock, not the machine's."""
    return clock.now()


@register.simple_tag
def weight(value) -> SafeString:
    """{% weight indicator.weight %}: shape, word and colour."""
    return weights.drawn(value)


@register.simple_tag
def weight_key(tool) -> SafeString:
    """{% weight_key "petch" %}: the list of a tool's weights and what they mean."""
    rows = format_html_join("", "<li>{} {}</li>", weights.key(tool))
    return format_html('<ul class="portal-key" aria-label="Weights in this tool">{}</ul>', rows)


@register.simple_tag
def level(outcome) -> SafeString:
    """{% level outcome %}: a thin box when its pathway has no MASH referral, thick and bold when it has.

    Takes an Outcome, its stored text, or anything with .label and .refers. Nothing yet is an empty text.
    """
    if not outcome:
        return SafeString("")
    named = outcome if hasattr(outcome, "refers") else outcomes.shown(outcome)
    quiet = "" if named.refers else " portal-level--quiet"
    return format_html('<span class="portal-level{}">{}</span>', quiet, named.label)


@register.filter
def outcome_name(outcome) -> str:
    """{{ screening.outcome|outcome_name }}: Level 2, significant risk."""
    return outcomes.shown(outcome).label if outcome else ""


TONES = {"blue": "", "amber": " govuk-tag--yellow", "red": " govuk-tag--red", "green": " govuk-tag--green",
         "grey": " govuk-tag--grey"}  # fmt: skip


@register.simple_tag
def status_tag(text, tone="blue") -> SafeString:
    """{% status_tag "MASH is waiting" "amber" %}.

    Blue new to you, amber someone waits, red late, green done, grey not sent.
    """
    return format_html('<strong class="govuk-tag{}">{}</strong>', TONES[tone], text)


@register.filter
def mid_sentence(text: str) -> str:
    """{{ clock.text|mid_sentence }}: the first letter small, and names of days and people left as they are."""
    return text[:1].lower() + text[1:]


@register.filter
def dialled(number: str) -> str:
    """The number as a phone dials it: 0121 788 4333 becomes +441217884333, and 999 stays 999."""
    digits = "".join(c for c in str(number) if c.isdigit() or c == "+")
    return f"+44{digits[1:]}" if digits.startswith("0") else digits


@register.simple_tag
def tel(number, dial="") -> SafeString:
    """{% tel "0121 788 4333" %}: a link that calls. A second argument gives another number to dial."""
    return format_html('<a class="govuk-link portal-nowrap" href="tel:{}">{}</a>', dialled(dial or number), number)


@register.simple_tag(takes_context=True)
def sort_header(context, label, name) -> SafeString:
    """{% sort_header "Child" "name" %}: a column header whose link sorts by it, keeping the filters. Reads ?sort=."""
    query = context["request"].GET.copy()
    now = query.get("sort") or context.get("sort") or ""
    query["sort"] = f"-{name}" if now == name else name
    query.pop("page", None)
    direction = {name: "ascending", f"-{name}": "descending"}.get(now)
    return format_html(
        '<th scope="col" role="columnheader" class="govuk-table__header"{}>'
        '<a class="govuk-link govuk-link--no-underline" href="?{}">{}{}</a></th>',
        format_html(' aria-sort="{}"', direction) if direction else "",
        query.urlencode(),
        label,
        format_html(' <span aria-hidden="true">{}</span>', "↑" if direction == "ascending" else "↓")
        if direction
        else "",
    )


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms):
    """{% error_summary form other_form %}: every error of the forms, in page order, each a link to its first box."""
    # Imported late: this library is built into every template, the form pack only into pages that have forms.
    from cse_portal.templatetags.govuk import form_problems

    return {"problems": [problem for form in forms if form for problem in form_problems(form)]}
