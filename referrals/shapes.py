"""The small shapes of a drawing as SVG paths: all of a kind are one path, however many there are."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe


def diamonds(places: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x:g} {y - 8:g}l8 8-8 8-8-8z" for x, y in places)


def squares(places: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x - 6:g} {y - 6:g}h12v12h-12z" for x, y in places)


def triangles_up(places: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x:g} {y - 8:g}l8 14h-16z" for x, y in places)


def triangles_down(places: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x:g} {y + 8:g}l8-14h-16z" for x, y in places)


def rings(places: Iterable[tuple[float, float]], radius: float) -> str:
    half = f"a{radius:g} {radius:g} 0 1 0 "
    return "".join(f"M{x - radius:g} {y:g}{half}{2 * radius:g} 0{half}{-2 * radius:g} 0" for x, y in places)


def along(lines: Iterable[tuple[float, float, float]]) -> str:
    """From where to where along the page, and how far down."""
    return "".join(f"M{begin:g} {at:g}H{end:g}" for begin, end, at in lines)


def down(lines: Iterable[tuple[float, float, float]]) -> str:
    return "".join(f"M{at:g} {begin:g}V{end:g}" for begin, end, at in lines)


def numbers(marks: Iterable[tuple[float, float, str]]) -> SafeString:
    """The number of each mark that has one, in the middle of its circle."""
    drawn = (f'<tspan x="{x:g}" y="{y + 5.5:g}">{int(text)}</tspan>' for x, y, text in marks if text)
    return mark_safe("".join(drawn))  # noqa: S308 - numbers alone
