"""What the demo's closed screenings are drawn from: agencies, names, shapes, and how often each."""

from typing import NamedTuple

from screening.protocol import Outcome, Tool

# The years of age at which each tool is used, so that nobody turns 12 or 18 soon.
AGES = {Tool.PETCH: (5, 9), Tool.REGIONAL: (12, 15)}
# A word of each agency's name, the tool it uses, and how many of a hundred screenings are its own.
AGENCIES = {
    "solihull": (("Fernleigh", Tool.REGIONAL, 40), ("Children’s", Tool.REGIONAL, 28), ("Larkfield", Tool.PETCH, 32)),
    "walsall": (("Moorcroft", Tool.REGIONAL, 60), ("Nursing", Tool.PETCH, 40)),
}  # fmt: skip
FORMER = {"solihull": "Robin Goneby", "walsall": "Lee Longago"}
FIRST = ("Aster", "Briar", "Clover", "Dill", "Elder", "Fennel", "Gorse", "Hazel", "Iris", "Juniper", "Linden", "Mallow",
         "Nettle", "Olive", "Poppy", "Rowan", "Sorrel", "Thistle", "Vetch", "Yarrow", "Bramble", "Cedar", "Ivy",
         "Laurel", "Myrtle", "Reed")  # fmt: skip
FAMILY = ("Oldcase", "Bygone", "Pastworth", "Formerly", "Archiver", "Yesterby", "Backwhen", "Longsince", "Foretime",
          "Erstwhile", "Agoham", "Onceley", "Lastyear", "Thenford", "Beforeham", "Priorby", "Closedown", "Filedby",
          "Doneham", "Overby")  # fmt: skip


class Shape(NamedTuple):
    """One kind of screening: what was found, and what was judged. `often` of a hundred of its tool are so."""

    outcome: Outcome
    often: int
    found: tuple[tuple[str, str, str], ...]
    reason: str


SHAPES = {
    Tool.REGIONAL: (
        Shape(Outcome.LEVEL_0, 44, (("rr-education-absence", "present", "Missed eleven lessons this term."),),
              "The absence has an explanation that the family and the school know of."),
        Shape(Outcome.LEVEL_0, 15, (("rr-phone-concern", "suspected", "On the phone late, with friends."),),
              "Nothing points to anybody outside the class."),
        Shape(Outcome.LEVEL_1, 25, (("rr-whereabouts-unclear", "present", "Two evenings nobody can account for."),
                                    ("rr-phone-concern", "suspected", "A second phone was seen once.")),
              "It is new, and the family acts on it. Early help fits."),
        Shape(Outcome.LEVEL_2, 16, (("rs-missing-repeat", "present", "Missing on two nights this month."),
                                    ("rs-unexplained-items", "present", "New things that nobody at home bought.")),
              "Two signs at once, both recent."),
    ),
    Tool.PETCH: (
        Shape(Outcome.UNIVERSAL, 54, (("pa-attendance", "present", "Late on most Mondays."),),
              "One sign that the school is seeing to already."),
        Shape(Outcome.UNIVERSAL, 20, (("pa-mood-change", "suspected", "Quieter since the move."),),
              "A move explains it, and it is getting better."),
        Shape(Outcome.POTENTIALLY_VULNERABLE, 26, (("pr-unexplained-gifts", "present", "Gifts nobody at home gave."),),
              "Nobody can say yet who gives these things."),
    ),
}  # fmt: skip
EVIDENCE = {"recent": True, "period": "This term", "source_type": "observed_by_me", "strength": "clear"}
# What is found when level 1 is screened again: each earlier sign is asked about, and is gone.
BETTER = Shape(
    Outcome.LEVEL_0,
    0,
    (
        ("rr-education-absence", "present", "Missed two lessons this month."),
        ("rr-whereabouts-unclear", "not_present", ""),
        ("rr-phone-concern", "not_present", ""),
    ),
    "What worried us is over, and the family keeps to what was agreed.",
)
NO_CSE = (Outcome.LEVEL_0, Outcome.UNIVERSAL)
# Who is counted how, by how many of a hundred. What is left out was not recorded.
GENDER = (("female", 52), ("male", 32), ("", 16))
ETHNICITY = (("white", 46), ("asian", 24), ("", 30))
CARE = (("none", 72), ("", 28))
DISABILITY = (("None", 60), ("Autism", 18), ("", 22))
