"""Beginning a case in the client, as a person does it page by page."""

import re

START, HARM = "/screenings/start/", "/screenings/start/known-harm/"
ALERT, CALLED = "/screenings/start/alert/", "/screenings/start/called/"
CHILD, DIRECT, ADULT = "/screenings/start/child/", "/screenings/start/referral/", "/screenings/start/adult/"


def answer_questions(visitor, harm: str = "no"):
    visitor.post(START, {"danger": "no"})
    visitor.post(HARM, {"harm": harm})


def token(page) -> str:
    """The hidden field by which a second press finds what the first one made."""
    return re.search(r'name="begins" value="([^"]+)"', page.content.decode())[1]


def wren(area, **fields) -> dict:
    """The child page filled in for a child of 10 on 20 November 2026."""
    born = {"date_of_birth_day": "9", "date_of_birth_month": "June", "date_of_birth_year": "2016"}
    return {"first_names": "Wren", "family_name": "Testerby", "area": area.pk, **born, **fields}


def estimated(area, age, source="The child says so", **fields) -> dict:
    blank = {f"date_of_birth_{part}": "" for part in ("day", "month", "year")}
    return {**wren(area), **blank, "estimated_age": str(age), "age_source": source, **fields}
