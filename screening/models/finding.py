"""What a child is found by when somebody asks whether the area knows the child already.

A row for a child and an area holds numbers made of the name parts, the birth date and the home address. The parts that
any child has stand in a list of their own, where a misspelt one finds those it may be meant for.
"""

from hashlib import blake2b

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.models import Area
from screening.models.children import Child
from screening.names import Part, canonical, home_keys, likes, parts
from screening.states import Status

LONGEST = 60


def words_of(found: list[Part]) -> set[str]:
    """Every word of these parts, joined ones among them, as it is written."""
    return {text[:LONGEST] for part in found for text in (part.text, *part.joined)}


def name_number(area_id: int, word: str) -> int:
    """One word in one area as a number, so that an index finds only children of that area."""
    return int.from_bytes(blake2b(f"{area_id} {word}".encode(), digest_size=8).digest(), signed=True)


class NamePart(models.Model):
    """A part of some child's name, with what it shares with the parts that are like it."""

    text = models.CharField(max_length=LONGEST, primary_key=True)
    likes = ArrayField(models.CharField(max_length=LONGEST + 1))

    class Meta:
        indexes = [GinIndex(fields=["likes"], name="name_part_likes", fastupdate=False)]

    class Privacy:
        personal = ["text", "likes"]
        operational: list[str] = []


class ChildKeyManager(models.Manager):
    def write_missing(self) -> int:
        """Make every child found who is not yet: those whose record is older than this table. Says how many."""
        children = Child.objects.filter(keys=None).select_related("agency")
        written = 0
        for child in children.iterator(chunk_size=500):
            self.write(child)
            for screening in child.screenings.filter(status=Status.COMPLETE).select_related("area"):
                self.write(child, area=screening.area, address=screening.front_sheet.get("address", ""))
            written += 1
        return written

    def write(self, child: Child, *, area: Area | None = None, address: str = "") -> None:
        """Make the child found in its agency's area and in `area`, by the names, birth date and addresses known now.

        Called in the transaction that changes them.
        """
        rows = {row.area_id: row for row in self.select_for_update().filter(child=child)}
        homes = home_keys(address).union(*(row.homes for row in rows.values()))
        areas = {child.agency.area_id, *rows, *([area.pk] if area else [])}
        words = words_of([part for name in (child.first_names, child.family_name, child.known_as)
                          for part in parts(name)])  # fmt: skip
        keys = [
            ChildKey(
                child=child, area_id=area_id, date_of_birth=child.date_of_birth, homes=sorted(homes),
                names=sorted({name_number(area_id, canonical(word)) for word in words}),
            )
            for area_id in sorted(areas)
        ]  # fmt: skip
        says_the_same = all(key.area_id in rows and key.says_as(rows[key.area_id]) for key in keys)
        # A name is also found by how it is written, which its number does not tell.
        if says_the_same and NamePart.objects.filter(pk__in=words).count() == len(words):
            return
        # In one order, so that two people who save the same names do not wait for each other in a circle.
        new = [NamePart(text=word, likes=sorted(likes(word))) for word in sorted(words)]
        NamePart.objects.bulk_create(new, ignore_conflicts=True)
        self.bulk_create(
            keys,
            update_conflicts=True, unique_fields=["child", "area"], update_fields=["date_of_birth", "names", "homes"],
        )  # fmt: skip


class ChildKey(models.Model):
    """How one child is found in one area: of the agency that knows the child, or that a referral was sent to."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="keys", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    date_of_birth = models.DateField(null=True, blank=True)
    names = ArrayField(models.BigIntegerField())
    homes = ArrayField(models.CharField(max_length=80))

    objects = ChildKeyManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "area"], name="one_key_a_child_and_area")]
        indexes = [
            models.Index(fields=["area", "date_of_birth"], name="child_key_birth"),
            GinIndex(fields=["names"], name="child_key_names", fastupdate=False),
            GinIndex(fields=["homes"], name="child_key_homes", fastupdate=False),
        ]

    class Privacy:
        personal = ["date_of_birth", "names", "homes"]
        operational = ["id", "child", "area"]

    def says_as(self, other: "ChildKey") -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in ("date_of_birth", "names", "homes"))
