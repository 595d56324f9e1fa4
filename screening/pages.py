"""The pages of a screening as data: which, in what order, what each asks. Indicator sections come from the edition.

A field's name is the key under which its value is kept on the screening; forms, pages, the referral and the PDF
all read this one list. Sources: the regional tool's front sheet, rules 9, 10, 18, 20 and 34, and the MASH referral's
list of fields.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from screening.protocol import Duty


class Field(NamedTuple):
    """One question. `kind` is text, long, choice, authority (one of the portal's, or another), date or yes (a tick)."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""
    # What is missing in words, when the duty of the outcome asks for it; empty when it may stay blank.
    missing: str = ""
    # The child's own words: never checked for blaming language, shown as a quotation.
    own_words: bool = False

    def in_words(self, value) -> str:
        """The stored value as people read it."""
        if self.kind == "yes":
            return "Yes" if value else "No"
        if self.kind == "date" and value:
            day = dt.date.fromisoformat(value)
            return f"{day.day} {day:%B %Y}"
        if self.kind == "authority" and value == ANOTHER:
            return ANOTHER_WORDS
        return dict(self.choices).get(value, value) if self.choices else str(value or "")


# Rule 30: an authority that has no part in the portal, whose name is typed.
ANOTHER, ANOTHER_WORDS = "another", "Another authority"
YES_NO_UNKNOWN = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))
NOT_RECORDED = ("not_recorded", "Not known or not asked")
# What people write for "none" and "I do not know" where there is no list to choose from.
SAYS_NONE = ("no", "none", "none known", "no disability", "nil", "none recorded")
SAYS_UNKNOWN = ("unknown", "not known", "not recorded", "not asked", "n/k", "?")

_ETHNICITY = (
    ("asian", "Asian or Asian British"),
    ("black", "Black, Black British, Caribbean or African"),
    ("mixed", "Mixed or multiple ethnic groups"),
    ("white", "White"),
    ("other", "Other ethnic group"),
    ("prefer_not", "Prefers not to say"),
    NOT_RECORDED,
)
_CARE = (
    ("none", "Not looked after"),
    ("section_20", "Looked after by agreement (section 20)"),
    ("care_order", "Looked after under a care order"),
    ("leaving_care", "Leaving care"),
    ("private_fostering", "Privately fostered"),
    ("unaccompanied", "Unaccompanied asylum-seeking child"),
    NOT_RECORDED,
)
_SEX = (("female", "Female"), ("male", "Male"), ("another", "Described another way"), NOT_RECORDED)

_ABOUT, _HOME, _KNOWS = "About the child or young person", "Home and carers", "Who knows about this screening"
FRONT_SHEET: tuple[Field, ...] = (
    Field("gender", "Gender", "choice", choices=_SEX, group=_ABOUT),
    Field("ethnicity", "Ethnicity", "choice", choices=_ETHNICITY, group=_ABOUT),
    Field("disability", "Disability", group=_ABOUT, hint="For example a learning disability, or autism."),
    Field("communication", "Communication needs", group=_ABOUT, hint="What helps them understand and be understood."),
    Field("language", "First language, and any interpreter needed", group=_ABOUT),
    Field(
        "orientation",
        "Sexual orientation, only if the child chose to share it",
        group=_ABOUT,
        hint="Leave blank unless they told you and agree to it being written down.",
    ),
    Field("address", "Home address", "long", group=_HOME),
    Field("where_now", "Where the child is now", group=_HOME),
    Field("contact_number", "Contact number", group=_HOME),
    Field("lives_with", "Who the child lives with", group=_HOME),
    Field("parental_responsibility", "Who holds parental responsibility, and how they are related", group=_HOME),
    Field("care_status", "Care status", "choice", choices=_CARE, group=_HOME),
    Field(
        "home_authority", "Home authority", "authority", group=_HOME,
        hint="The one that looks after the child or placed them; otherwise the one the child comes from.",
    ),
    Field("home_authority_name", "Name of the home authority, if it is another", group=_HOME),
    Field(
        "host_authority", "Authority the child lives in now", "authority", group=_HOME,
        hint="Where it is not the home authority, the CSE teams of both keep the child in their log.",
    ),
    Field("host_authority_name", "Name of the authority the child lives in, if it is another", group=_HOME),
    Field("placing_authority", "Placement: what it is, and who arranged it", group=_HOME),
    Field("school", "School, college or nursery", group=_HOME),
    Field("agencies_involved", "Other agencies already working with the child", "long", group=_HOME),
    Field("reason_for_screen", "Why you are screening now", "long", group=_KNOWS),
    Field("child_aware", "Does the child know about this screening?", "choice", choices=YES_NO_UNKNOWN, group=_KNOWS),
    Field("child_told", "What the child was told", group=_KNOWS),
    Field("parent_aware", "Do parents or carers know?", "choice", choices=YES_NO_UNKNOWN, group=_KNOWS),
    Field(
        "parent_protective", "Are they protective, and willing to work with agencies?", "choice",
        choices=YES_NO_UNKNOWN, group=_KNOWS,
    ),
    Field("previous_concern", "Earlier concern or screening about CSE, and its date", group=_KNOWS),
)  # fmt: skip

# Rule 20: asked in every screen; may be "not obtained" with a reason, never silently blank.
NARRATIVE: tuple[Field, ...] = (
    Field(
        "protective_factors", "What protects the child", "long",
        hint="People, places, strengths: who would they turn to?",
        missing="Say what protects the child, or why this could not be found out",
    ),
    Field(
        "own_words", "The child’s own words and wishes", "long",
        hint="As they said it. What do they want to happen?",
        missing="Give the child’s own words and wishes, or say why they could not be obtained", own_words=True,
    ),
    Field(
        "carer_view", "The carer’s view", "long",
        hint="What parents or carers say, and whether they can keep the child safe.",
        missing="Give the carer’s view, or say why it could not be obtained",
    ),
    Field(
        "analysis", "Your analysis", "long",
        hint="What the pieces mean together: what has happened, what may happen if nothing changes.",
        missing="Write your analysis, or say why you cannot",
    ),
    Field(
        "other_explanations", "Other explanations you considered", "long",
        hint="What else could explain it, and why it does or does not fit.",
    ),
)  # fmt: skip

_MASH, _LEVEL_1, _LEVEL_0 = "For the MASH", "Level 1", "Other concerns"
JUDGEMENT: tuple[Field, ...] = (
    Field("worried_about", "What you are worried about, in short", "long", group=_MASH,
          hint="Harm now and past, and what may happen if nothing changes. The MASH reads this first.",
          missing="Say in short what you are worried about"),
    Field("asked_of_mash", "What you ask of the MASH", "long", group=_MASH, hint="What needs to happen next.",
          missing="Say what you ask of the MASH"),
    Field("done_already", "What has been done already to keep the child safe", "long", group=_MASH,
          missing="Say what has been done already, or that nothing has"),
    Field("carers_told", "Have parents or carers been told about the referral?", "choice",
          choices=(("yes", "Yes"), ("no", "No")), group=_MASH,
          missing="Say whether parents or carers have been told"),
    Field("carers_told_detail", "Who was told, and when", group=_MASH),
    Field("carers_agree", "Do they agree?", "choice",
          choices=(("yes", "Yes"), ("no", "No, and the referral still goes ahead"), ("not_asked", "Not asked")),
          group=_MASH),
    Field("carers_not_told_reason", "Why not", "long", group=_MASH,
          hint="For example: it would put a child or somebody else at risk, hinder an investigation, or cause delay."),
    Field("child_told_of_referral", "Has the child been told about the referral?", "choice", choices=YES_NO_UNKNOWN,
          group=_MASH),
    Field("safe_contact", "How to contact the child or carer safely", "long", group=_MASH,
          hint="Numbers, times, and what to avoid. If you do not know, say so.",
          missing="Say how to contact the child or carer safely, or that you do not know"),
    Field("police_told", "When you told the police, and who took the call", group="Police (rule 8)",
          hint="Ring 101, or 999 if the child is in danger now.",
          missing="Tell the police, then write when and who took the call"),
    Field("lead_name", "Safeguarding lead: who you spoke to", group=_LEVEL_1,
          missing="Say which safeguarding lead you spoke to"),
    Field("lead_on", "When you spoke to the safeguarding lead", "date", group=_LEVEL_1,
          missing="Give the date you spoke to the safeguarding lead"),
    Field("lead_result", "What came of it", "long", group=_LEVEL_1,
          missing="Say what came of the talk with the safeguarding lead"),
    Field("cse_name", "CSE team or social care: who you spoke to", group=_LEVEL_1,
          missing="Say who you spoke to in the CSE team or social care"),
    Field("cse_on", "When you spoke to the CSE team or social care", "date", group=_LEVEL_1,
          missing="Give the date you spoke to the CSE team or social care"),
    Field("cse_result", "What came of it", "long", group=_LEVEL_1,
          missing="Say what came of the talk with the CSE team or social care"),
    Field("rescreen_on", "When you will screen again", "date", group=_LEVEL_1,
          hint="Not later than the area’s date, shown below."),
    Field("other_concerns", "What other concerns there are", "long", group=_LEVEL_0,
          hint="If there are none, say so.",
          missing="Say what other concerns there are, or that there are none"),
    Field("other_concerns_who", "Who follows them up", group=_LEVEL_0,
          missing="Say who follows the other concerns up"),
    Field("further_action", "Further action you considered, and why or why not", "long", group=_LEVEL_0,
          missing="Say what further action you considered"),
    Field("what_changed", "What has changed since the last screening", "long", group="Lower than last time",
          hint="Facts about the child’s safety. That a child stopped engaging is never a reason for a lower level.",
          missing="Write what has changed since the last screening"),
    Field("refer_anyway", "Send it to the MASH as well", "yes", group="Your choice",
          hint="A referral is open to you at every level."),
)  # fmt: skip

# What each duty of the pathway needs on the check page. Duties that the portal itself fulfils need nothing.
DUTY_FIELDS: dict[Duty, tuple[str, ...]] = {
    Duty.MASH_SENT: ("worried_about", "asked_of_mash", "done_already", "safe_contact"),
    Duty.CARER_TOLD_OR_WHY_NOT: ("carers_told",),
    Duty.POLICE_TOLD: ("police_told",),
    Duty.DISCUSS_WITH_LEAD: ("lead_name", "lead_on", "lead_result"),
    Duty.DISCUSS_WITH_CSE_OR_SOCIAL_CARE: ("cse_name", "cse_on", "cse_result"),
    Duty.OTHER_CONCERNS_FOLLOWED_UP: ("other_concerns", "other_concerns_who"),
    Duty.FURTHER_ACTION_CONSIDERED: ("further_action",),
}
_BY_NAME = {field.name: field for field in JUDGEMENT}


def missing_for(duties: Iterable[Duty], judgement: dict) -> dict[str, str]:
    """Field name to sentence, for everything the duties ask for and the judgement does not have."""
    wanted = [name for duty in duties for name in DUTY_FIELDS.get(duty, ())]
    missing = {name: _BY_NAME[name].missing for name in wanted if _blank(judgement.get(name))}
    if Duty.CARER_TOLD_OR_WHY_NOT in duties:
        missing |= _carer_details(judgement)
    if Duty.EARLY_HELP_PLAN in duties and not judgement.get("plan"):
        missing["plan"] = "Plan at least one action against an indicator"
    return missing


def _carer_details(judgement: dict) -> dict[str, str]:
    """Rule 34: a carer who was not told needs the reason; one who was, who and when."""
    if judgement.get("carers_told") == "no" and _blank(judgement.get("carers_not_told_reason")):
        return {"carers_not_told_reason": "Say why parents or carers have not been told"}
    if judgement.get("carers_told") == "yes" and _blank(judgement.get("carers_told_detail")):
        return {"carers_told_detail": "Say who was told, and when"}
    return {}


def narrative_missing(narrative: dict) -> dict[str, str]:
    """Field name to sentence, for each part of rule 20 that is blank and has no reason for being so."""
    return {
        field.name: field.missing
        for field in NARRATIVE
        if field.missing and _blank(narrative.get(field.name)) and _blank(narrative.get(f"{field.name}_not_obtained"))
    }


def _blank(value) -> bool:
    return value is None or not str(value).strip()
