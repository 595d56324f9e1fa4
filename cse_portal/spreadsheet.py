"""Text that people wrote, on its way into a file that a spreadsheet opens; files of many rows in little memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import xlsxwriter

# A cell that begins with one of these is a formula to a spreadsheet, and a formula can send what it reads elsewhere.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# The byte order mark is how a spreadsheet knows that names are written in UTF-8.
MARK = "\ufeff"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH, _PART = 24, 65_536


def cell(text: str) -> str:
    """The text as it stands, or behind an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


class _Line:
    """What the csv writer writes to, to have each line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Each row as a line of a CSV file, one at a time; every cell safe from being calculated."""
    writer = csv.writer(_Line())
    yield MARK
    for row in rows:
        yield writer.writerow([cell(text) for text in row])


def xlsx_parts(rows: Iterable[Sequence[str]], *, title: str) -> Iterator[bytes]:
    """The rows as a workbook of one sheet, made on disk and given in parts; the first row is the heading.

    Every cell is written as text, so nothing in it is calculated.
    """
    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            _write(book, rows, title)
        file.seek(0)
        yield from iter(partial(file.read, _PART), b"")


def _write(book: xlsxwriter.Workbook, rows: Iterable[Sequence[str]], title: str) -> None:
    sheet, bold = book.add_worksheet(title), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        if number == 0:
            sheet.set_column(0, len(row) - 1, _WIDTH)
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, None if number else bold)
