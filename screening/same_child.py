"""Which records of an area are of one child for certain, so that two agencies may be told of each other.

Only what cannot well be wrong counts: the MASH linked or merged the records, or both names and the birth date are the
same to the letter. A near name, a further first name on one side or an initial is not enough: twins share the rest.
"""

from accounts.models import Area
from referrals.models import ChildMatch
from referrals.states import Match
from screening.models import Child, ChildKey
from screening.names import parts


def records_of(child: Child, area: Area) -> frozenset[int]:
    """This record and every other of the same child, without those the MASH keeps apart from it."""
    own = ChildMatch.objects.cluster(child.pk)
    alike = _named_alike(child, area) - own
    if not alike:
        return own
    every = own.union(*map(ChildMatch.objects.cluster, alike))
    said = ChildMatch.objects.standing().filter(match=Match.APART).touching(own).values_list("one", "other")
    apart = {pk for pair in said for pk in pair} - own
    return every.difference(*map(ChildMatch.objects.cluster, apart))


def _named_alike(child: Child, area: Area) -> set[int]:
    wanted = _names(child.first_names, child.family_name)
    if child.date_of_birth is None or not all(wanted) or len(wanted[0][0]) == 1:
        return set()
    born = ChildKey.objects.filter(area=area, date_of_birth=child.date_of_birth).exclude(child=child)
    rows = born.values_list("child_id", "child__first_names", "child__family_name")
    return {pk for pk, *names in rows if _names(*names) == wanted}


def _names(first: str, family: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(part.text for part in parts(first)), tuple(part.text for part in parts(family))
