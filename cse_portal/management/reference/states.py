"""The state tables of screenings and referrals, with their diagrams."""

from cse_portal.management.reference.table import table
from referrals import states as referral
from screening import states as screening


def states_page() -> str:
    return (
        "\n\n".join(
            [
                "# The states of a screening and of a referral",
                "Printed from `screening/states.py` and `referrals/states.py`. An action that has no row is refused.",
                "## A screening",
                _diagram(screening.TRANSITIONS, "status"),
                _screening_rows(),
                table(
                    ("Status", "Shown as", "On whose list"),
                    [(f"`{s}`", w.label, w.worklist) for s, w in screening.STATUS_WORDS.items()],
                ),
                "## A referral",
                _diagram(referral.TRANSITIONS, "state"),
                _referral_rows(),
                table(
                    ("State", "Shown as", "On whose list"),
                    [(f"`{s}`", w.label, w.worklist) for s, w in referral.STATE_WORDS.items()],
                ),
                table(
                    ("Decision of the MASH (rule 27)", "Shown as"),
                    [(f"`{outcome}`", words) for outcome, words in referral.MASH_OUTCOME_WORDS.items()],
                ),
            ]
        )
        + "\n"
    )


def _diagram(transitions, field: str) -> str:
    arrows = [f"    {getattr(row, field)} --> {row.to}: {row.action}" for row in transitions]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {getattr(transitions[0], field)}", *arrows, "```"])


def _screening_rows() -> str:
    return table(
        ("From", "Action", "Who", "Permission", "To", "Reason needed", "Event"),
        [
            (
                f"`{r.status}`",
                r.action,
                r.actor,
                f"`{r.permission}`",
                f"`{r.to}`",
                _yes(r.reason_needed),
                f"`{r.event}`",
            )
            for r in screening.TRANSITIONS
        ],
    )


def _referral_rows() -> str:
    return table(
        ("From", "Action", "Permission", "To", "Reason needed", "Event"),
        [
            (f"`{r.state}`", r.action, f"`{r.permission}`", f"`{r.to}`", _yes(r.reason_needed), f"`{r.event}`")
            for r in referral.TRANSITIONS
        ],
    )


def _yes(needed: bool) -> str:
    return "yes" if needed else "no"
