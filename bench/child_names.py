"""Invented children whose names have the shapes of real ones."""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import NamedTuple

from screening.name_families import CALLED


class Pool:
    """Names of which the first are borne by more children than the last."""

    def __init__(self, names: str):
        self.names = names.split()
        self.shares = list(itertools.accumulate(1 / (place + 4) ** 0.8 for place in range(len(self.names))))

    def one(self, draw: random.Random) -> str:
        return draw.choices(self.names, cum_weights=self.shares)[0]


FIRST = {
    "british": Pool(
        "Oliver Amelia George Isla Harry Ava Noah Mia Jack Ivy Leo Lily Arthur Isabella Oscar Rosie Archie Sophia "
        "Henry Grace Theo Willow Freddie Freya Alfie Florence Charlie Emily Finley Ella Lucas Poppy Jacob Evie Max "
        "Charlotte Thomas Daisy James Evelyn William Phoebe Joshua Sienna Ethan Alice Isaac Sophie Daniel Ruby "
        "Logan Matilda Samuel Harper Alexander Maisie Benjamin Emma Edward Eleanor Joseph Jessica Reuben Chloe "
        "Michael Molly Toby Hannah Jake Scarlett Callum Lucy Nathan Eliza Ryan Megan Christopher Rebecca Stephen "
        "Catherine Jonathan Elizabeth Anthony Victoria Andrew Margaret Robert Samantha Philip Zoë David Chloë "
        "Matthew Abigail Kayleigh Jayden Tyler Shannon"
    ),
    "urdu": Pool(
        "Muhammad Aisha Ali Fatima Ahmed Zainab Hassan Maryam Hussain Khadija Ibrahim Hafsa Yusuf Sana Hamza Iqra "
        "Bilal Amina Umar Noor Usman Zara Zayn Hira Ismail Mahnoor Abdullah Laiba Adam Sumaya Haris Rabia Faizan "
        "Saima Imran Nadia Tariq Shazia Kamran Bushra Junaid Mehwish Arslan Nimra Zeeshan Kiran Adeel Rukhsana "
        "Waqas Samina"
    ),
    "polish": Pool(
        "Jakub Zuzanna Antoni Julia Szymon Maja Filip Hanna Wojciech Oliwia Kacper Lena Mateusz Aleksandra Michał "
        "Małgorzata Paweł Agnieszka Łukasz Katarzyna Krzysztof Magdalena Tomasz Joanna Stanisław Świętosława "
        "Grzegorz Łucja Bartosz Żaneta Mikołaj Wiktoria Bartłomiej Bożena Piotr Nikola"
    ),
    "irish": Pool(
        "Seán Aoife Conor Saoirse Cillian Niamh Oisín Caoimhe Pádraig Siobhán Rían Róisín Tadhg Éabha Fionn Sadhbh "
        "Darragh Clodagh Eoin Orlaith Cathal Gráinne Diarmuid Bríd"
    ),
}
FAMILY = {
    "british": Pool(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White "
        "Roberts Green Hall Wood Jackson Clarke Harris Clark Lewis Turner Hill Cooper Ward Moore Morris King "
        "Watson Baker Harrison Morgan Young Allen Mitchell James Anderson Phillips Lee Bell Parker Davis Bennett "
        "Miller Cook Shaw Cox Richardson Carter Collins Marshall Gray Bailey Adams Mills Palmer Webb Chapman "
        "Stevens Macdonald Mackenzie Barker Fairweather Oakenshaw Littlewood Winterbottom Featherstone "
        "Higginbotham Thistlewood Ramsbottom"
    ),
    "urdu": Pool(
        "Khan Ahmed Hussain Ali Begum Akhtar Mahmood Iqbal Malik Shah Rehman Bibi Chaudhry Mirza Qureshi Hassan "
        "Butt Sheikh Siddiqui Raja Aslam Rashid Javed Nawaz Bashir Anwar Mahmud Zaman Ul-Haq Al-Hassan Yousaf "
        "Parveen Kausar"
    ),
    "polish": Pool(
        "Nowak Kowalski Wiśniewska Wójcik Kowalczyk Kamińska Lewandowski Zieliński Szymańska Woźniak Dąbrowski "
        "Kozłowska Jankowski Mazur Kwiatkowska Krawczyk Kaczmarek Piotrowska Grabowski Pawłowska Michalski Król "
        "Wieczorek Jabłońska Wróbel Stępień Górska Szczęsny Brzęczyszczykiewicz"
    ),
    "irish": Pool(
        "O’Brien Murphy O’Connor Kelly Byrne Ryan O’Sullivan Walsh McCarthy Doyle Gallagher O’Neill Doherty "
        "Kennedy Lynch McDonnell Quinn McLoughlin O’Donoghue Fitzgerald MacNamara O’Shaughnessy"
    ),
}
ORIGINS = ["british"] * 12 + ["urdu"] * 5 + ["polish"] * 2 + ["irish"]
# The many names that few bear, put together of syllables.
_MADE = {
    "british first": (
        "Ka Bra El Jo Ma Ri Sha Ta Za Ha Na Ad Le Mi Ro Ay",
        " li la re ri ve ma",
        "n len lia ra son reen ss ryn dan na bella rick lyn",
    ),
    "british": (
        "Ash Bar Bel Bram Cal Chap Cor Dal Den Ell Fen Gar Gil Har Hol Ing Kel Lan Mar Mel Nor Old Pen Quar Ram Rid "
        "Sal Shaw Tam Thor Up Ver Wal Wick Yar",
        "a ber den ing la ley mer ro sel ton wen",
        "by cott dale den ell field ford gate ham hurst land man mere more ridge son stead worth",
    ),
    "urdu first": (
        "Sha Fai Nau Zu Ra Mu Ta Aa Sa Ha Ji Wa",
        " ba da hi ma na ri",
        "ad eem een im ish nat ra reen sif yan zia",
    ),
    "urdu": (
        "Bar Cham Gor Jan Kak Lal Mal Nur Pir Qas Sher Tar Wal Yar Zar",
        "a am ar i o ul",
        "ani di ja kari mani pur ri wala zai",
    ),
}
RARE = {
    key: ["".join(each) for each in itertools.product(*(piece.split(" ") for piece in pieces))]
    for key, pieces in _MADE.items()
}
_SHORT = {family.split()[0]: family.split()[1:] for family in CALLED}


class Invented(NamedTuple):
    first_names: str
    family_name: str
    known_as: str
    date_of_birth: dt.date
    home: str


def children(count: int, *, today: dt.date) -> Iterator[Invented]:
    """So many invented children; one in fifty is the twin of the one before, one in six a brother or sister."""
    draw, before = random.Random(1), None
    for number in range(count):
        kin = draw.random() if before else 1.0
        before = _invented(draw, today, number, before if kin < 0.18 else None, twin=kin < 0.02)
        yield before


def _invented(draw: random.Random, today: dt.date, number: int, kin: Invented | None, *, twin: bool) -> Invented:
    origin = draw.choice(ORIGINS)
    first = _first(draw, origin)
    born = kin.date_of_birth if twin else today - dt.timedelta(days=draw.randrange(4 * 365, 18 * 365))
    home = kin.home if kin else f"{number % 250 + 1} ZZ{number // 25000} {number // 250 % 10}AA"
    return Invented(first, kin.family_name if kin else _family(draw, origin), _known_as(draw, first), born, home)


def _first(draw: random.Random, origin: str) -> str:
    rare = RARE.get(f"{origin} first", []) if draw.random() < 0.4 else []
    first, more = draw.choice(rare) if rare else FIRST[origin].one(draw), draw.random()
    if more < 0.3:
        return f"{first} {FIRST[origin].one(draw)}"
    return f"{first}-{FIRST['british'].one(draw)}" if more < 0.34 else first


def _family(draw: random.Random, origin: str) -> str:
    rare = RARE.get(origin, []) if draw.random() < 0.5 else []
    name = draw.choice(rare) if rare else FAMILY[origin].one(draw)
    return f"{name}-{FAMILY['british'].one(draw)}" if draw.random() < 0.05 else name


def _known_as(draw: random.Random, first: str) -> str:
    shorts = _SHORT.get(first.split()[0].lower())
    return draw.choice(shorts).title() if shorts and draw.random() < 0.2 else ""
