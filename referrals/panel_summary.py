"""A child on one page for a panel, made from the record: read by the panel's page and by its paper alike.

What is not recorded is "not known", never "no". Nothing of the police's information is read here.
"""

from dataclasses import dataclass

from accounts.models import Membership
from cse_portal import clock, dates, outcomes
from cse_portal.wording import lower_first
from referrals.content import of_screening
from referrals.models import MissingEpisode, PanelAction, PanelChild, Plan, Progress, Referral
from referrals.models.missing import Interview
from referrals.states import ANSWERED_STATES
from referrals.views.child import known, referrals_of, screenings
from referrals.views.movement import movement_words
from referrals.views.record import born
from screening.models import Child, Screening
from screening.protocol import Presence
from screening.states import Status

NOT_KNOWN = "Not known"
MOST = 20
SAID = ("protective_factors", "own_words", "carer_view")
UNKNOWN = (Presence.NOT_ASKED, Presence.NO_INFORMATION)


@dataclass(frozen=True)
class Line:
    """Something dated: what it is, what came of it, and whether it is late."""

    on: str
    what: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Sign:
    label: str
    words: str
    what: str
    source: str


@dataclass(frozen=True)
class Summary:
    """`harm` are the signs of harm, read first; `signs` every other; `said` is label, text and own words or not."""

    child: Child
    facts: list[tuple[str, str]]
    level: str
    since: str
    direction: str
    course: list[Line]
    harm: list[Sign]
    signs: list[Sign]
    unknown: list[str]
    said: list[tuple[str, str, bool]]
    plan: str
    plan_actions: list[Line]
    referrals: list[Line]
    missing: list[Line]
    agreed: list[Line]


def summary_of(about: PanelChild, member: Membership) -> Summary:
    """Everything this officer may see of the child, of every record of the same child."""
    child, same = known(member, about.child.reference)
    versions = screenings(same, member)
    standing = [each for each in versions if each.status == Status.COMPLETE]
    latest = {each.child_id: each for each in reversed(standing)}
    newest = [each for each in standing if latest[each.child_id] == each]
    contents = [(each, of_screening(each)) for each in newest]
    return Summary(
        child=child,
        facts=_who(child, same),
        level=standing[0].outcome if standing else "",
        since=dates.plain_day(_since(standing)),
        direction=movement_words(standing[0].log_entry) if standing else NOT_KNOWN,
        course=[_course(each) for each in standing[:MOST]],
        harm=_signs(contents, harm=True),
        signs=_signs(contents, harm=False),
        unknown=_unknown(contents),
        said=_said(contents),
        plan=_plan(same, member),
        plan_actions=_plan_actions(same, member),
        referrals=[_referral(each) for each in referrals_of(same, member).for_lists()[:MOST]],
        missing=[_missing(each) for each in _episodes(same, member)],
        agreed=[_agreed(each) for each in _earlier_actions(about, same)],
    )


def _who(child: Child, same: dict[int, Child]) -> list[tuple[str, str]]:
    records = "; ".join(f"{each.reference}, {each.agency.name}" for each in same.values())
    known_as = [("Known as", child.known_as)] if child.known_as else []
    return [*known_as, *born(child), ("Records" if len(same) > 1 else "Record", records)]


def _since(standing: list[Screening]):
    """The first screening of the unbroken run with the outcome the child has now."""
    first = None
    for each in standing:
        if each.outcome != standing[0].outcome:
            break
        first = each
    return first.submitted_at if first else None


def _course(screening: Screening) -> Line:
    words = movement_words(screening.log_entry)
    level = outcomes.shown(screening.outcome).label
    return Line(dates.plain_day(screening.submitted_at), f"{level}. {words}", screening.agency.name)


def _signs(contents: list, *, harm: bool) -> list[Sign]:
    """Of the newest screening of each record, strongest first; a sign of two records with both their words."""
    return [
        Sign(
            row["label"],
            ", ".join(filter(None, [row["presence_words"], row["strength_words"]])),
            row["what"] or NOT_KNOWN,
            f"{row['source'] or 'Source not known'}. {_by(screening)}",
        )
        for screening, content in contents
        for row in content["evidence"]
        if row["sign_of_harm"] is harm
    ]


def _by(screening: Screening) -> str:
    return f"{screening.agency.name}, {dates.plain_day(screening.submitted_at)}"


def _unknown(contents: list) -> list[str]:
    """Indicators of the newest screening of which nothing is known, or which were not asked."""
    rows = [row for _, content in contents[:1] for section in content["sections"] for row in section["rows"]]
    return [row["label"] for row in rows if row["presence"] in UNKNOWN]


def _said(contents: list) -> list[tuple[str, str, bool]]:
    """What protects, the child's own words, the carer's view: each from the newest screening that has it."""
    rows = [row for _, content in contents for row in content["narrative"]]
    said = []
    for name in SAID:
        own = [row for row in rows if row["name"] == name]
        given = next((row for row in own if row["value"]), None)
        why_not = next((row["not_obtained"] for row in own if row["not_obtained"]), "")
        label = own[0]["label"] if own else LABELS[name]
        text = given["value"] if given else f"{NOT_KNOWN}. {why_not}".strip()
        said.append((label, text, bool(given and given["own_words"])))
    return said


LABELS = {
    "protective_factors": "What protects the child",
    "own_words": "The child’s own words and wishes",
    "carer_view": "The carer’s view",
}


def _open_plans(same, member: Membership):
    return Plan.objects.visible_to(member).open().filter(child__in=same).select_related("agency", "holder__user")


def _plan(same, member: Membership) -> str:
    words = [
        f"{plan.reference}, led by {plan.agency.name} ({plan.holder.user.name}), "
        f"next review {dates.plain_day(plan.review_on)}"
        for plan in _open_plans(same, member)
    ]
    return "; ".join(words)


def _plan_actions(same, member: Membership) -> list[Line]:
    """What is still to do, soonest first."""
    today = clock.today()
    rows = [action for plan in _open_plans(same, member) for action in plan.actions.select_related("owner__user")]
    return [
        Line(dates.plain_day(row.due_on), row.what,
             f"{row.owner.user.name if row.owner else row.owner_name}, {lower_first(Progress(row.progress).label)}",
             row.due_on < today)
        for row in sorted(rows, key=lambda row: (row.due_on, row.pk))
        if row.ended_at is None
    ]  # fmt: skip


def _referral(referral: Referral) -> Line:
    decided = referral.state in ANSWERED_STATES and referral.decided_at
    note = f"{referral.answer_words}, {dates.plain_day(referral.decided_at)}" if decided else referral.answer_words
    kind = "urgent alert" if referral.urgent else "referral to the MASH"
    return Line(dates.plain_day(referral.sent_at), f"{referral.reference}, {kind}", note)


def _episodes(same, member: Membership):
    return MissingEpisode.objects.visible_to(member).filter(child__in=same).order_by("-missing_from", "-id")[:MOST]


def _missing(episode: MissingEpisode) -> Line:
    until = f"found {dates.plain_day(episode.found_at)}" if episode.found_at else "when found is not known"
    where = (
        f"Where: {episode.found_where or lower_first(NOT_KNOWN)}. With: {episode.found_with or lower_first(NOT_KNOWN)}"
    )
    held = episode.interview_held and episode.interview_due and episode.interview_held > episode.interview_due
    late = episode.interview_due and episode.interview_due < clock.now() and not episode.interview_held
    late = late and episode.interview != Interview.REFUSED
    interview = Interview(episode.interview).label + (", late" if held or late else "")
    return Line(
        dates.plain_day(episode.missing_from), f"Missing, {until}. {where}",
        f"Return interview: {lower_first(interview)}", bool(held or late),
    )  # fmt: skip


def _earlier_actions(about: PanelChild, same):
    rows = PanelAction.objects.filter(about__child__in=same, about__panel__area=about.panel.area_id)
    rows = rows.filter(about__panel__held_on__lt=about.panel.held_on).select_related(
        "about__panel", "agency", "owner__user"
    )
    return rows.order_by("-about__panel__held_on", "id")[:MOST]


def _agreed(action: PanelAction) -> Line:
    panel = action.about.panel
    came = (
        f"Done {dates.plain_day(action.done_at)}: {action.result}"
        if action.done_at
        else (f"Not done yet, by {dates.plain_day(action.due_on)}")
    )
    return Line(
        dates.plain_day(panel.held_on), action.what, f"{action.who}, {action.agency.name}. {came}", action.is_overdue
    )
