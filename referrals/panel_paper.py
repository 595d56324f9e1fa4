"""A child's paper for a panel, laid out for print: the same summary that the panel's page shows."""

from django.template.loader import render_to_string

from cse_portal import clock, dates
from cse_portal.pdf import Pages, page, rendered
from referrals.models import PanelChild, Print
from referrals.panel_summary import summary_of


def paper_of(printed: Print) -> Pages:
    """The pages for whoever asked, as the record stands now."""
    return rendered(paper_html(printed.about, printed.job.asked_by))


def paper_html(about: PanelChild, member) -> str:
    context = {"about": about, "panel": about.panel, "s": summary_of(about, member), "made": dates.day(clock.now())}
    return page(f"{about.panel.name} paper {about.panel.reference}", [render_to_string("pdf/panel.html", context)])
