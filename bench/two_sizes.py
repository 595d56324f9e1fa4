"""Two databases on one server with the same people in them: one with few records, one with many."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bench.setting import fill

SMALL, BIG = 1_000, 100_000


class TwoSizes:
    """`with sizes.small():` the portal works on the one, otherwise on the other."""

    def __init__(self, *, practitioners: list, mash: list, big: int = BIG, filling: Callable = fill):
        # The copy is made before the rows, of a database that nobody is connected to.
        name = connection.settings_dict["NAME"]
        _statement(connection.copy(), f'create database few template "{name}"', at="postgres")
        self._big = connections["default"]
        # A connection that is closed and opened again within a page would be part of what the page costs.
        self._big.settings_dict["CONN_MAX_AGE"] = None
        self._small = self._big.copy()
        self._small.settings_dict["NAME"] = "few"
        for size, using in ((big, self._big), (SMALL, self._small)):
            with _working_on(using):
                filling(size, practitioners=practitioners, mash=mash)
                with using.cursor() as cursor:
                    cursor.execute("vacuum analyze")
                    # One process a connection, so that its work can be told from that of others.
                    cursor.execute(
                        f"alter database {using.settings_dict['NAME']} set max_parallel_workers_per_gather = 0"
                    )
                using.close()

    @contextmanager
    def small(self) -> Iterator[None]:
        with _working_on(self._small):
            yield


@contextmanager
def _working_on(using: BaseDatabaseWrapper) -> Iterator[None]:
    before = connections["default"]
    connections["default"] = using
    try:
        yield
    finally:
        connections["default"] = before


def _statement(own: BaseDatabaseWrapper, sql: str, *, at: str) -> None:
    connections.close_all()
    own.settings_dict["NAME"] = at
    with own.cursor() as cursor:
        cursor.execute(sql)
    own.close()
