"""What the figures are narrowed to: a quarter, and one tool or one agency. Anything else is left out, and said."""

import datetime as dt

from accounts.models import Agency, Area
from cse_portal.forms import PortalForm
from indicators.wording import TOOLS
from referrals.figure_tables import Quarter, Split
from referrals.forms.filters import choice
from screening.protocol import Tool


class FiguresFilter(PortalForm):
    """`quarter` and `split` are what is shown, whatever was asked for; `refused` says that something was not there."""

    period = choice("Quarter", "Latest")
    of = choice("Of", "All screenings", [(tool.value, f"The {TOOLS[tool].title.lower()}") for tool in Tool])

    def __init__(self, data, *, area: Area, first: dt.date | None, today: dt.date):
        super().__init__(data)
        self.latest = Quarter.of(today)
        self.quarters = {quarter.code: quarter for quarter in _since(first or today, self.latest)}
        self.agencies = {agency.name: agency for agency in Agency.objects.filter(area=area).order_by("name")}
        self.fields["period"].choices = [(code, quarter.words) for code, quarter in self.quarters.items()]
        self.fields["of"].choices += [(name, name) for name in self.agencies]
        self.full_clean()
        # What is not a choice is left out, and the page says so: the boxes show what stands, without an error.
        self.refused = bool(self.errors)
        if self.refused:
            self.data = {**data.dict(), "period": "", "of": "", **self.settings}
            self.full_clean()

    @property
    def settings(self) -> dict[str, str]:
        """What is set, by the names of its boxes, for an address."""
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}

    @property
    def quarter(self) -> Quarter:
        return self.quarters.get(self.cleaned_data.get("period") or "", self.latest)

    @property
    def split(self) -> Split:
        of = self.cleaned_data.get("of") or ""
        return Split(Tool(of)) if of in list(Tool) else Split(agency=self.agencies.get(of))

    @property
    def words(self) -> list[str]:
        """What is set, as people say it."""
        return [self.quarter.words, dict(self.fields["of"].choices)[self.cleaned_data.get("of") or ""]]


def _since(first: dt.date, latest: Quarter) -> list[Quarter]:
    """The quarters from the newest back to the first that was counted."""
    quarters = [latest]
    while quarters[-1].months[0] > first:
        quarters.append(quarters[-1].before)
    return quarters
