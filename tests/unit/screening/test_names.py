"""Names as they are looked for: parts, spellings, sounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.names import called, canonical, folded, home_keys, likes, parts, sound, spellings

NAMES = st.text(st.characters(categories=["L", "Mn", "Zs", "Pd", "Po"]), max_size=40)


def texts(name: str) -> list[str]:
    return [part.text for part in parts(name)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Zoë", ["zoe"]),
        ("Łukasz Wójcik", ["lukasz", "wojcik"]),
        ("Strauß", ["strauss"]),
        ("O’Brien", ["brien"]),
        ("O'Brien", ["brien"]),
        ("Smith-Jones", ["smith", "jones"]),
        ("Jean\u2011Luc", ["jean", "luc"]),
        ("al-Hassan", ["hassan"]),
        ("van der Berg", ["berg"]),
        ("O", ["o"]),
        ("", []),
        ("  -  ", []),
    ],
)
def test_a_name_has_parts(name, found):
    assert texts(name) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Annmarie", "Ann-Marie"),
        ("Annmarie", "Ann Marie"),
        ("OBrien", "O’Brien"),
        ("O Brien", "O’Brien"),
        ("Mc Donald", "MacDonald"),
        ("McDonald", "Macdonald"),
        ("AlHassan", "Al-Hassan"),
        ("Muhammad", "Mohd"),
        ("Aisha", "Ayesha"),
        ("Katherine", "Catherine"),
        ("Małgorzata", "Malgorzata"),
    ],
)
def test_two_writings_of_a_name_share_a_word(one, other):
    assert spellings(one) & spellings(other)


@pytest.mark.parametrize(("one", "other"), [("Smith", "Jones"), ("Muhammad", "Mahmood"), ("Ali", "Alice")])
def test_two_names_share_none(one, other):
    assert not spellings(one) & spellings(other)


@pytest.mark.parametrize(("short", "long"), [("Bill", "William"), ("Gosia", "Małgorzata"), ("Kasia", "Katarzyna")])
def test_short_names_stand_for_long_ones_both_ways(short, long):
    assert canonical(folded(long)) in called(folded(short)) and canonical(folded(short)) in called(folded(long))


@pytest.mark.parametrize(
    ("one", "other"),
    [("khan", "kahn"), ("szymanska", "shimanska"), ("philips", "filips"), ("knight", "night"), ("wright", "right")],
)
def test_what_sounds_alike_has_one_sound(one, other):
    assert sound(one) == sound(other)


@given(NAMES)
def test_case_changes_nothing(name):
    assert folded(folded(name)) == folded(name)
    assert texts(folded(name)) == texts(name)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=20), st.data())
def test_one_slip_of_a_letter_is_still_like_the_name(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    missing, more = name[:at] + name[at + 1 :], name[:at] + letter + name[at:]
    turned = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    for slipped in (missing, more, turned):
        assert likes(slipped) & likes(name), slipped


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Acacia Avenue, Solihull B91 3QJ", "12, acacia ave, b913qj"),
        ("Flat 2\n12a High Street", "12A High St"),
    ],
)
def test_two_writings_of_one_address_share_a_key(one, other):
    assert home_keys(one) & home_keys(other)


def test_what_is_no_address_has_no_key():
    assert home_keys("") == home_keys("The barn behind the church") == set()


def test_neighbours_do_not_share_a_home():
    assert not home_keys("12 Acacia Avenue, B91 3QJ") & home_keys("14 Acacia Avenue, B91 3QJ")


def test_a_name_of_a_hundred_words_is_looked_for_by_its_first():
    assert texts(" ".join(f"name{n}" for n in range(100))) == [f"name{n}" for n in range(10)]
