"""Questions of the MASH under the card they are about."""

from django import template

register = template.Library()


@register.inclusion_tag("referrals/_asked_on.html", takes_context=True)
def asked_on(context, kind, name, label=""):
    """{% asked_on "indicator" row.code row.label %}: what was asked about this card, and the link to ask about it.

    Without a label there is no link. Draws nothing where the page has no questions (referrals/views/questions.py).
    """
    about = f"{kind}:{name}"
    return {
        "about": about,
        "label": label,
        "asked": context.get("questions_on", {}).get(about, []),
        "may_ask": bool(label) and context.get("may_ask", False),
        "reference": context["referral"].reference,
    }
