"""An information form on paper, for the user to send by their own secure route."""

from django.template.loader import render_to_string

from cse_portal import dates
from cse_portal.pdf import as_bytes, page, rendered
from police.models import InformationForm
from police.reading import facts


def information_pdf(form: InformationForm) -> bytes:
    """PDF/UA. Made when it is asked for and kept nowhere."""
    return as_bytes(rendered(information_html(form)))


def information_html(form: InformationForm) -> str:
    """The page that becomes the PDF. Its title is the reference alone."""
    writer = form.written_by
    context = {
        "form": form,
        "parts": facts(form),
        "written": f"{dates.day(form.written_at)} at {dates.time24(form.written_at)}",
        "changed": f"{dates.day(form.changed_at)} at {dates.time24(form.changed_at)}" if form.changed_at else "",
        "writer": [
            {"label": "Name", "value": writer.user.name},
            {"label": "Job", "value": writer.user.job_title or writer.role_label},
            {"label": "Agency", "value": form.agency.name},
            {"label": "Phone", "value": writer.user.phone or form.agency.phone},
        ],
    }
    return page(f"Police information {form.reference}", [render_to_string("police/paper.html", context)])
