"""The book: the tables that a client brought, its currency, its day, its rates – and which columns there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.errors import KamError
from kamlib.facts import payments
from kamlib.facts.snapshot import Snapshot
from kamlib.words import _
from kamlib.words.phrases import nearest

if TYPE_CHECKING:
    from kamlib.value.serving_rates import ServingRates

TABLES = (
    "orders", "customers", "activities", "contacts", "survey", "exits", "deals", "prospects", "people", "promises",
    "network", "requests", "rules", "files", "answers", "ratings",
)  # fmt: skip

Fact = TypeVar("Fact")

#: How needs of time are written: ``orders.24_months``, ``orders.2_quarters``.
MONTHS, QUARTERS = "_months", "_quarters"


@dataclass(frozen=True, eq=False)
class Book:
    """The tables of one company, and under what they are read.

    Attributes
    ----------
    orders : pandas.DataFrame
        One row per order line that counts; canonical columns, at least ``customer_id`` (text), ``order_id``
        (text), ``date`` (datetime64) and ``revenue`` (float, net of returns when summed).
    customers, activities, contacts, survey, exits, deals, prospects, people : pandas.DataFrame or None
        The other tables, where the client brought them.
    promises, network, requests, rules : pandas.DataFrame or None
        Visits that customers are promised, who talks with whom, what customers asked, and the rules of the sales
        policy.
    files, answers, ratings : pandas.DataFrame or None
        What people stated about customers, how they answered the questions on maturity, and how they rate
        themselves and each other on the rules of service.
    currency : str or None
        ISO 4217 code; None where nothing says it.
    as_of : pandas.Timestamp
        The day from which recency is counted: the one given, else the last day in the orders.
    policy : ServingRates or None
        The client's own rates for what its data does not hold.
    fiscal_year : int or None
        Month in which the client's years begin, 1 to 12; None where years are counted back from `as_of`.
    """

    orders: pd.DataFrame
    customers: pd.DataFrame | None = None
    activities: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    survey: pd.DataFrame | None = None
    exits: pd.DataFrame | None = None
    deals: pd.DataFrame | None = None
    prospects: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    promises: pd.DataFrame | None = None
    network: pd.DataFrame | None = None
    requests: pd.DataFrame | None = None
    rules: pd.DataFrame | None = None
    files: pd.DataFrame | None = None
    answers: pd.DataFrame | None = None
    ratings: pd.DataFrame | None = None
    currency: str | None = None
    as_of: pd.Timestamp = field(default=cast("pd.Timestamp", None))
    policy: ServingRates | None = None
    fiscal_year: int | None = None
    _made: dict[object, Any] = field(default_factory=dict, init=False, repr=False)
    _seen: list[Snapshot] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Make ids text, as accounts have them, fill in the last day, and mark bills of unknown payment."""
        for table in TABLES:
            frame = getattr(self, table)
            if frame is not None and "customer_id" in frame and not _tells_apart(frame["customer_id"]):
                ids = frame["customer_id"].astype("str")
                object.__setattr__(self, table, frame.assign(customer_id=ids))
        if self.as_of is None:
            known = self.orders["known"].max() if "known" in self.orders else pd.NaT
            object.__setattr__(self, "as_of", max(self.last_date, pd.Timestamp(known).normalize())
                               if pd.notna(known) else self.last_date)  # fmt: skip
        object.__setattr__(self, "orders", payments.marked(self.orders, self.as_of))

    @property
    def days(self) -> pd.Series:
        """The day of each order line: what windows, rhythm and like days are judged by."""
        return self.orders["date"]

    @property
    def line_count(self) -> int:
        """How many order lines there are; rows of a large book are made of several, see ``tables.large``."""
        return int(self.orders["row_lines"].sum()) if "row_lines" in self.orders else len(self.orders)

    @property
    def total_revenue(self) -> float:
        """The revenue of all order lines, in currency units."""
        return float(self.orders["revenue"].sum())

    @property
    def buying_ids(self) -> set[str]:
        """The ids that are on an order line, whatever it comes to."""
        return set(self._buying_ids())

    @cached_per_client
    def _buying_ids(self) -> frozenset[str]:
        return frozenset(self.orders["customer_id"].dropna().unique())

    @property
    @cached_per_client
    def first_date(self) -> pd.Timestamp:
        """The first day in the orders."""
        return pd.Timestamp(self.days.min()).normalize()

    @property
    def last_date(self) -> pd.Timestamp:
        """The last day in the orders."""
        return pd.Timestamp(self.days.max()).normalize()

    @property
    @cached_per_client
    def coverage(self) -> periods.Coverage:
        """The days that the orders reach over, at the latest to `as_of`, and their rhythm."""
        return periods.coverage(self.days, as_of=self.as_of)

    @property
    def kept(self) -> dict[object, Any]:
        """What was worked out of these very tables; empty again once one was edited or replaced.

        A result is kept under a key that nobody else uses, and nobody changes it.
        """
        tables, others = [getattr(self, table) for table in TABLES], self._read_under()
        if not self._seen or not self._seen[0].holds(tables, others):
            self._made.clear()
            self._seen[:] = [Snapshot(tables, others)]
        return self._made

    def fact(self, make: Callable[[pd.DataFrame], Fact], window: periods.Window | None = None) -> Fact:
        """Return what a function of ``facts`` makes of the order lines, worked out once.

        Parameters
        ----------
        make : callable
            Takes order lines; of ``kamlib.facts``.
        window : periods.Window, optional
            The days whose lines it gets; by default all.

        Returns
        -------
        object
            What the function returned; nobody changes it.

        Examples
        --------
        >>> import kamlib as kam
        >>> from kamlib.facts.orders import first_days
        >>> len(kam.load("machinery").fact(first_days))
        150
        """
        kept, key = self.kept, (make, window)
        if key not in kept:
            kept[key] = make(self.orders if window is None else periods.filter_window(self.orders, window))
        found: Fact = kept[key]
        return found

    def _read_under(self) -> tuple[object, ...]:
        """Return what results depend on next to the tables."""
        return (self.as_of, self.policy, self.currency, self.fiscal_year)

    def has(self, what: str) -> bool:
        """Return whether the book holds a table (``"survey"``) or a column (``"orders.cost"``).

        Orders that fill the last two years are asked for by ``"orders.24_months"``, two whole quarters by
        ``"orders.2_quarters"``.

        Parameters
        ----------
        what : str
            Name of a table, or of a table and a column, parted by a point.

        Returns
        -------
        bool
            True where the table has rows and the column a value.

        Raises
        ------
        KamError
            If a client has no table of that name; the line names the nearest.
        ValueError
            If no month or quarter at all is asked for.
        """
        table, _dot, column = what.partition(".")
        if table not in TABLES:
            raise KamError(_("Unknown table {name}. {hint}", name=table, hint=nearest(table, TABLES)))
        frame = getattr(self, table)
        if frame is None or not len(frame):
            return False
        if table == "orders" and column[:1].isdigit():
            said = self._timed(column)
            if said is not None:
                return said
        return not column or (column in frame and self._filled(what, frame[column]))

    def _filled(self, what: str, column: pd.Series) -> bool:
        """Return whether a column holds a value, asked of the column once."""
        kept, key = self.kept, ("has", what)
        if key not in kept:
            kept[key] = bool(column.notna().any())
        found: bool = kept[key]
        return found

    def fills_months(self, months: int) -> bool:
        """Return whether the orders fill the last months; of whole years each must have an order.

        Parameters
        ----------
        months : int
            How many months back from `as_of`.

        Returns
        -------
        bool
            True where the months are not cut off at either end.

        Raises
        ------
        ValueError
            If there is not a month at least.
        """
        step = 12 if months and months % 12 == 0 else months
        return len(periods.windows(self.days, self.as_of, step)) * step >= months

    @property
    @cached_per_client
    def whole_quarters(self) -> int:
        """How many calendar quarters the orders cover."""
        lines = periods.filter_window(self.orders, self.coverage.days)
        names = periods.labels(lines["date"], "quarter").drop_duplicates()
        return sum(periods.is_complete(periods.calendar(name), self.coverage) for name in names)

    def _timed(self, need: str) -> bool | None:
        """Return whether the orders fill the time that a need asks for; None where it asks for none."""
        number, _bar, unit = need.partition("_")
        if not number.isdigit() or f"_{unit}" not in (MONTHS, QUARTERS):
            return None
        if int(number) < 1:
            raise ValueError(f"{need!r} asks for no time at all")
        return self.fills_months(int(number)) if f"_{unit}" == MONTHS else self.whole_quarters >= int(number)


def _tells_apart(ids: pd.Series) -> bool:
    """Whether ids are text already, or decimal numbers, which ``kamlib.accounts`` refuses."""
    return isinstance(ids.dtype, pd.StringDtype) or pd.api.types.is_float_dtype(ids)
