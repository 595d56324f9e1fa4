"""The words under which indicators are read: the nine themes and the three natures."""

from typing import NamedTuple

from screening.protocol import Nature, Theme, Tool


class Words(NamedTuple):
    title: str
    sentence: str


# The themes of Walsall's one-minute guide, each described in our own words.
THEMES: dict[Theme, Words] = {
    Theme.EDUCATION: Words(
        "Education", "Missing lessons or whole days, being excluded, or behaving in ways that are new."
    ),
    Theme.MISSING: Words(
        "Missing",
        "Home late, out overnight without agreement, or missing from home or care: for a short time, or often.",
    ),
    Theme.SEXUALISED_RISK_TAKING: Words(
        "Sexualised risk taking",
        "A changed appearance, meeting adults the family does not know, getting into their cars, meeting people "
        "first known online, or a partner who is clearly older. The child is never the one to blame.",
    ),
    Theme.REWARDS: Words(
        "Rewards", "Money, clothes, jewellery, a new phone or other costly things that nobody can account for."
    ),
    Theme.RISKY_ADULTS_AND_ENVIRONMENTS: Words(
        "Contact with risky adults and environments",
        "Time with adults the family does not know or with children who are being exploited; homes and places that "
        "worry people; heavy phone use; sexual bullying; harm through social media.",
    ),
    Theme.COERCION_AND_CONTROL: Words(
        "Coercion and control",
        "Less contact with friends, family or carers; injuries; nobody knowing where the child is; telling of an "
        "assault, and perhaps taking it back later.",
    ),
    Theme.SEXUAL_HEALTH: Words("Sexual health", "A sexually transmitted infection, a miscarriage or a termination."),
    Theme.SUBSTANCE_USE: Words(
        "Substance use", "Drug or alcohol use that is new, changed, more frequent, heavier or worrying."
    ),
    Theme.MENTAL_HEALTH: Words(
        "Mental health",
        "Low self-esteem, self-harm, difficulties with eating, trying to end their life, violence, angry outbursts or "
        "offending.",
    ),
}

NATURES: dict[Nature, Words] = {
    Nature.SIGN_OF_HARM: Words("Sign of harm", "Harm may already have happened. Ask that first."),
    Nature.POSSIBLE_SIGN: Words("Possible sign", "May mean that a child is being groomed or exploited."),
    Nature.CONTEXT: Words("Background", "Can make a child easier to harm. It is never the cause."),
}

TOOLS: dict[Tool, Words] = {
    Tool.PETCH: Words("Under 12 tool", "For a child who is under 12 on the day of the screening."),
    Tool.REGIONAL: Words("12 to 17 tool", "From the 12th birthday until the day before the 18th."),
}
