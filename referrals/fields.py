"""Everything a MASH asks of a referral, as data: in which parts, in what order, what is always needed.

A question's name is the key under which its answer is kept in the referral's details. Questions that a screening asks
as well are the screening's own (screening.pages), so that nothing is worded twice. Source: the common core of the
MASH forms of Walsall, Sandwell, Solihull, Birmingham and Shropshire.
"""

from collections.abc import Iterator

from referrals.part import Part, Question, is_blank
from screening.pages import FRONT_SHEET, JUDGEMENT, NARRATIVE, YES_NO_UNKNOWN, Field

_ASKED = {field.name: field for field in (*FRONT_SHEET, *JUDGEMENT, *NARRATIVE)}


def _screened(name: str, group: str = "", short: str = "", *, hint: str = "", **more) -> Question:
    """A question that the screening asks too."""
    field = _ASKED[name]
    return Question(field._replace(group=group, hint=hint or field.hint), short, **more)


def _asked(name: str, label: str, kind: str = "text", *, hint="", choices=(), group="", missing="", **more) -> Question:
    return Question(Field(name, label, kind, hint, choices, group, missing), **more)


_YES_NO = (("yes", "Yes"), ("no", "No"))
_NOT_ASKED = (*_YES_NO, ("not_asked", "Not asked"))

_START = Part("start", "About this referral", "Why you refer, and whether you rang first.", (
    _asked("danger", "Is the child in immediate danger?", "choice", choices=_YES_NO,
           hint="If yes, ring 999 first. The MASH may not read this at once.", short="whether the child is in danger"),
    _asked("referral_reason", "Why do you refer?", "choice", short="the reason for the referral", choices=(
        ("significant_harm", "Significant harm, or a risk of it"),
        ("child_in_need", "A child in need of a social worker’s help"),
        ("early_help", "Early help for the family"),
    )),
    _asked("phoned", "Did you ring the MASH first?", "choice", choices=_YES_NO),
    _asked("phoned_on", "Day of the call", "date", when=("phoned", "yes"), missing="Give the day you rang"),
    _asked("phoned_at", "Time of the call", "time", hint="For example 14:41", when=("phoned", "yes"),
           missing="Give the time you rang"),
    _asked("phoned_to", "Who took the call", when=("phoned", "yes"), missing="Say who took the call"),
))  # fmt: skip

_WHO, _NEEDS, _WHERE, _STATUS = "Who the child is", "What they need", "Where they are", "Legal and care status"
_CHILD = Part("child", "The child or young person", "Write what you know.", (
    _asked("child_names", "Family name and first names", group=_WHO, short="the child’s names"),
    _asked("other_names", "Other names they use or have used", group=_WHO),
    _asked("born", "Date of birth, due date, or how old you think they are", group=_WHO,
           short="the date of birth or an estimate"),
    _screened("gender", _WHO, unknown=True),
    _screened("ethnicity", _WHO, "ethnicity", unknown=True),
    _asked("religion", "Religion", group=_WHO, unknown=True),
    _asked("nhs_number", "NHS number", group=_WHO),
    _asked("pupil_number", "Unique pupil number", group=_WHO),
    _asked("description", "What they look like", "long", group=_WHO, hint="Where it is not certain who the child is."),
    Question(_ASKED["language"]._replace(label="First language", group=_NEEDS), "first language",
             unknown=True),
    _asked("interpreter", "Interpreter: for whom, and why", group=_NEEDS),
    _screened("disability", _NEEDS, "disability", hint="If there is none, say so.", unknown=True),
    _screened("communication", _NEEDS, "communication needs", unknown=True,
              hint="What helps them understand and be understood. If nothing special, say so."),
    _screened("address", _WHERE, "home address"),
    Question(_ASKED["where_now"]._replace(name="where", group=_WHERE), "where the child is now"),
    _screened("contact_number", _WHERE),
    _screened("care_status", _STATUS, "legal and care status"),
    _asked("legal_status", "Court orders, a child protection plan, or immigration status", group=_STATUS),
    Question(_ASKED["placing_authority"]._replace(
        label="Placing authority and placement", group=_STATUS,
        hint="If the child is looked after, or placed outside their home area.",
    )),
), folds=True)  # fmt: skip

PARENTS, SIBLINGS = 4, 4
_ELSE = "Others around the child"


def _parent(number: int) -> Iterator[Question]:
    group, name = f"Parent or carer {number}", f"parent_{number}"
    needed = {"short": "parents and carers", "instead": ("parental_responsibility",)} if number == 1 else {}
    yield _asked(f"{name}_name", "Name", group=group, **needed)
    yield _asked(f"{name}_relationship", "Relationship to the child", group=group)
    yield _asked(f"{name}_responsibility", "Parental responsibility?", "choice", choices=YES_NO_UNKNOWN, group=group)
    yield _asked(f"{name}_born", "Date of birth", group=group)
    yield _asked(f"{name}_address", "Address", group=group, hint="If it is not the child’s.")
    yield _asked(f"{name}_phone", "Phone", group=group)


def _sibling(number: int) -> Iterator[Question]:
    group, name = f"Brother or sister {number}", f"sibling_{number}"
    yield _asked(f"{name}_name", "Name", group=group)
    yield _asked(f"{name}_born", "Date of birth or age", group=group)
    yield _asked(f"{name}_school", "School or nursery", group=group)


_FAMILY = Part("family", "Family and others", "Who looks after the child, and who else is there.", (
    *(question for number in range(1, PARENTS + 1) for question in _parent(number)),
    _screened("parental_responsibility", "Parents and carers, in words",
              hint="What the boxes above leave out, or why you do not know."),
    _screened("lives_with", "In the home"),
    *(question for number in range(1, SIBLINGS + 1) for question in _sibling(number)),
    _asked("other_children", "Other children who may be at risk", "long", group=_ELSE),
    _asked("other_adults", "Important adults outside the home", "long", group=_ELSE),
    _asked("risky_people", "People who may pose a risk", "long", group=_ELSE,
           hint="Who they are to the child, and why you worry. Addresses, registrations, phones and accounts go on the "
                "police information form, not here."),
))  # fmt: skip


_KNOW = "Do they know of this referral?"


def _service(name: str, title: str, first: Question) -> Iterator[Question]:
    group = first.field.group
    yield first
    yield _asked(f"{name}_contact", f"{title}: whom to ask for, and how", group=group)
    yield _asked(f"{name}_knows", _KNOW, "choice", choices=YES_NO_UNKNOWN, group=group)


_SERVICES = Part("services", "Services", "Who already works with the child, and whether they know.", (
    *_service("school", "School", _screened("school", "School", "school or nursery", unknown=True)),
    *_service("gp", "GP", _asked("gp", "GP or practice", group="GP", short="GP", unknown=True)),
    *_service("nurse", "Nurse", _asked("nurse", "Health visitor or school nurse", group="Health visitor or nurse")),
    *_service("worker", "Worker", _asked("worker", "Social worker or early-help lead", group="Social worker")),
    *_service("police", "Police", _screened("police_told", "Police")),
    _screened("agencies_involved", "Other agencies"),
), folds=True)  # fmt: skip

_CARERS, _YOUNG, _SUPPORT, _LAW = "Parents and carers", "The child", "Support", "Sharing lawfully"
_SHARING = Part(
    "sharing", "Telling and sharing",
    "A referral goes ahead when a child may be at risk, whoever agrees. Say what was said, and why if it was not.", (
    _screened("carers_told", _CARERS, "whether parents or carers were told"),
    Question(_ASKED["carers_told_detail"]._replace(group=_CARERS, missing="Say who was told, and when"),
             when=("carers_told", "yes")),
    Question(_ASKED["carers_not_told_reason"]._replace(
        group=_CARERS, missing="Say why parents or carers have not been told"), when=("carers_told", "no")),
    _screened("carers_agree", _CARERS),
    _asked("carers_disagree_reason", "Why it goes ahead", "long", group=_CARERS, when=("carers_agree", "no"),
           missing="Say why the referral goes ahead"),
    _screened("child_told_of_referral", _YOUNG, "whether the child was told"),
    _asked("child_not_told_reason", "Why not", "long", group=_YOUNG, when=("child_told_of_referral", "no"),
           missing="Say why the child has not been told"),
    _asked("support_agreed", "Do the child and carers agree to support?", "choice", choices=_NOT_ASKED,
           group=_SUPPORT, short="whether they agree to support"),
    _asked("support_refused_reason", "Why not", "long", group=_SUPPORT, when=("support_agreed", "no"),
           missing="Say why they do not agree to support"),
    _asked("lawful_basis", "On what legal basis do you share this?", "choice", group=_LAW, short="the lawful basis",
           hint="Agreeing is not the legal basis: a child is kept safe with or without it. Your lead can tell you.",
           choices=(("public_task", "Public task: keeping children safe is part of your agency’s work"),
                    ("legal_obligation", "Legal obligation: the law says that you must share it"),
                    ("vital_interests", "Vital interests: somebody’s life may be at stake"),
                    ("other", "Another basis"))),
    _asked("lawful_basis_other", "Which one", group=_LAW, when=("lawful_basis", "other"), missing="Say which basis"),
    _screened("safe_contact", "Contact", "how to make contact safely"),
))  # fmt: skip

NOT_OBTAINED = "Not obtained, because"


def _narrated(name: str, short: str = "") -> Iterator[Question]:
    """Own words and views, or why they could not be obtained (rule 20)."""
    why_not = f"{name}_not_obtained"
    yield _screened(name, _ASKED[name].label, short, instead=(why_not,))
    yield _asked(why_not, NOT_OBTAINED, group=_ASKED[name].label)


_WORRY, _DONE = "What worries you", "What was done, and what should be"
_WHY = Part("why", "Why you are worried", "Facts first, with dates; then what you make of them.", (
    _screened("worried_about", _WORRY, "what you are worried about"),
    _asked("may_happen", "What may happen if nothing changes", "long", group=_WORRY,
           hint="If you have not said it above."),
    _asked("chronology", "What happened when", "long", group=_WORRY, hint="The main events, with their dates."),
    _asked("tried", "What has been tried, and what came of it", "long", group=_DONE, short="what has been tried",
           hint="If nothing was tried yet, say so."),
    _screened("done_already", _DONE, "what was done to keep the child safe"),
    _screened("asked_of_mash", _DONE, "what needs to happen next"),
    _asked("risk_to_staff", "Risks for staff who visit", "long", group=_DONE, hint="For example a dog, or threats."),
))  # fmt: skip
_WORDS = Part("words", "What the child and carers say", "As they said it; or why you could not ask.", (
    *_narrated("own_words", "the child’s own words"),
    *_narrated("carer_view"),
    *_narrated("protective_factors", "what protects the child"),
))  # fmt: skip
_YOU = Part("you", "You", "The MASH has your name, agency and e-mail, and when you sent this.", (
    _asked("phone", "The number on which the MASH can ring you"),
    _asked("relationship", "How you know the child"),
    _asked("consulted", "Manager or safeguarding lead you spoke to, and when"),
))  # fmt: skip

PARTS = (_START, _CHILD, _FAMILY, _SERVICES, _SHARING, _WHY, _WORDS, _YOU)
BY_SLUG = {part.slug: part for part in PARTS}
QUESTIONS = {question.name: question for part in PARTS for question in part.questions}


def frozen(values: dict) -> list[dict]:
    """The parts as pages and PDF show them: what was given, in words, and what is needed and not given yet."""
    parts = [
        {"slug": part.slug, "title": part.title, "rows": [_row(each, values) for each in _shown(part, values)]}
        for part in PARTS
    ]
    return [part for part in parts if part["rows"]]


def _shown(part: Part, values: dict) -> list[Question]:
    lacking = part.missing(values)
    return [
        question for question in part.questions
        if question in lacking or (question.applies(values) and not is_blank(values.get(question.name)))
    ]  # fmt: skip


def _row(question: Question, values: dict) -> dict:
    """One line. `raw` is the answer as it is kept, where that is not what people read."""
    kept = values.get(question.name) or ""
    words = question.field.in_words(kept) if kept else ""
    row = {
        "name": question.name, "label": label_of(question), "own_words": question.field.own_words, "value": words,
        "missing": "" if question.is_answered(values) else question.in_short,
    }  # fmt: skip
    return row if words == kept else row | {"raw": kept}


_WITH_GROUP = (NOT_OBTAINED, _KNOW, "Why not", "Which one", "Why it goes ahead")


def label_of(question: Question) -> str:
    """With whose it is, where the page says that in the heading of a group of boxes."""
    group = question.field.group
    if group.startswith(("Parent or carer", "Brother or sister")) or question.field.label in _WITH_GROUP:
        return f"{group}: {question.field.label[:1].lower()}{question.field.label[1:]}"
    return question.field.label


def missing_words(content: dict) -> str:
    """ "ethnicity; GP; the lawful basis": what the MASH has not been given yet. Empty when it has everything."""
    rows = (row for part in content.get("parts", []) for row in part["rows"])
    return "; ".join(row["missing"] for row in rows if row["missing"])


def values_of(content: dict) -> dict:
    """What a referral says by now, by the name of its question."""
    rows = [row for part in content.get("parts", []) for row in part["rows"]]
    return {row["name"]: row.get("raw", row["value"]) for row in rows if not row["missing"]} | content["details"]
