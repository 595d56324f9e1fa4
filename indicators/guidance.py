"""The guidance pages, in the order of their contents list."""

from typing import NamedTuple


class Page(NamedTuple):
    slug: str
    title: str
    summary: str

    @property
    def path(self) -> str:
        return f"/guidance/{self.slug}/"


PAGES = (
    Page(
        "what-to-do",
        "What do you do if you are worried about a child?",
        "Danger first, then the MASH, then the screening.",
    ),
    Page(
        "what-is-cse", "What is child sexual exploitation?", "The definition in force, and the older one still in use."
    ),
    Page("warning-signs", "What are the warning signs?", "Every indicator, by theme."),
    Page("tools", "What do the two tools ask?", "Every indicator, by tool and section, and who approved it."),
    Page("outcomes", "What follows from each outcome?", "What each level means, and what happens next."),
    Page("more-vulnerable", "Who may be more vulnerable?", "Whom to think of, and who is often missed."),
    Page(
        "key-facts", "What is known about child sexual exploitation?", "Each fact with who says so, and how old it is."
    ),
    Page(
        "other-exploitation",
        "What other kinds of exploitation are there?",
        "Criminal exploitation, trafficking and modern slavery, forced marriage, FGM, and where each goes.",
    ),
    Page(
        "prevention",
        "What can schools and education providers do to prevent grooming?",
        "Healthy-relationships education, and the resources published for it.",
    ),
    Page(
        "support", "Who gives specialist support and training?", "Street Teams, Engage and others, after the referral."
    ),
    Page(
        "links", "Where is the published guidance?", "National and regional guidance, and the organisations it names."
    ),
    Page("how-made", "How was this tool made?", "Where the words come from, and what is still to be confirmed."),
)

BY_SLUG = {page.slug: page for page in PAGES}


def neighbours(page: Page) -> tuple[Page | None, Page | None]:
    """The pages before and after this one in the contents list."""
    place = PAGES.index(page)
    return (PAGES[place - 1] if place else None, PAGES[place + 1] if place + 1 < len(PAGES) else None)
