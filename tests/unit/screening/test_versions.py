"""Which version of one part stands, by what changed since the page was loaded."""

import pytest

from screening.forms.versions import Stands, fingerprint, pack, stands, unpack

OLD, MINE, THEIRS = ["old"], ["mine"], ["theirs"]


def verdict(loaded, typed, saved, blank=False) -> Stands:
    return stands(loaded=fingerprint(loaded) if loaded else "", typed=typed, saved=saved, saved_is_blank=blank)


@pytest.mark.parametrize(
    ("loaded", "typed", "saved", "expected"),
    [
        (OLD, OLD, OLD, Stands.SAVED),
        (OLD, MINE, OLD, Stands.TYPED),
        (OLD, OLD, THEIRS, Stands.SAVED),
        (OLD, MINE, MINE, Stands.SAVED),
        (OLD, MINE, THEIRS, Stands.ASK),
        (None, MINE, THEIRS, Stands.ASK),
        (None, MINE, MINE, Stands.SAVED),
    ],
)
def test_each_way_two_tabs_can_meet(loaded, typed, saved, expected):
    assert verdict(loaded, typed, saved) is expected


def test_a_page_without_fingerprints_saves_where_nothing_was_saved():
    assert verdict(None, MINE, OLD, blank=True) is Stands.TYPED


def test_a_version_survives_the_page_and_a_tampered_one_counts_as_none():
    prints = [fingerprint([n]) for n in range(3)]
    assert unpack(pack(prints), 3) == prints
    for tampered in (None, "", "abc", pack(prints) + "x", pack(prints[:2])):
        assert unpack(tampered, 3) == ["", "", ""]


def test_a_fingerprint_changes_with_every_value():
    values = (["a", "b"], ["ab", ""], ["", "ab"], ["a", "b", None], [True, "b"])
    assert len({fingerprint(each) for each in values}) == len(values)
