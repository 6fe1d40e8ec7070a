"""The client: the six tables of one company. Lessons and reports start from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import fiscal, periods
from kamlib.counted import Counted
from kamlib.errors import KamError
from kamlib.snapshot import Snapshot
from kamlib.words import _, use_language
from kamlib.words.phrases import nearest

if TYPE_CHECKING:
    from kamlib.tables.problems import Problem
    from kamlib.value.cost_to_serve import CostToServe
    from kamlib.value.serving_rates import ServingRates

TABLES = ("orders", "customers", "activities", "contacts", "survey", "exits")


@dataclass(frozen=True, eq=False)
class Client(Counted):
    """One company's tables with its currency, period and the problems found in them.

    Attributes
    ----------
    orders : pandas.DataFrame
        One row an order line that counts; canonical columns, at least ``customer_id`` (text), ``order_id``
        (text), ``date`` (datetime64) and ``revenue`` (float, net of returns when summed); ``known`` where lines
        became known later than they are dated (credit notes, which stand with their invoices).
    customers, activities, contacts, survey, exits : pandas.DataFrame or None
        The other tables, where the client brought them.
    name : str
        The company; empty where unknown.
    currency : str or None
        ISO 4217 code; None where nothing says it.
    as_of : pandas.Timestamp
        The day from which recency is counted: the one given, else the last day in the orders.
    problems : tuple of Problem
        What reading and checking found, in all tables.
    readings : mapping
        How each table was read: rows read, used and left out, and theirs → ours (``tables.Reading``).
    source : str
        Where the tables come from, fit to print: a data set's name or a file's name without its folder.
    asked : str or None
        The measure of contribution that was asked for; by default what the tables allow. See `measured_by`.
    policy : ServingRates or None
        The client's own rates for what its data does not hold (``value.serving_rates.ServingRates``).
    fiscal_year : int or None
        Month in which the client's years begin, 1 to 12; None where years are counted back from `as_of`.
    counted_by : str
        ``"company"``, or ``"group"`` where companies of one group are one customer.
    groups : pandas.DataFrame or None
        The groups that companies belong to, largest first: ``group``, ``name``, ``companies``, ``revenue``
        (currency units); None where none is known.
    """

    orders: pd.DataFrame
    customers: pd.DataFrame | None = None
    activities: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    survey: pd.DataFrame | None = None
    exits: pd.DataFrame | None = None
    name: str = ""
    currency: str | None = None
    as_of: pd.Timestamp = field(default=None)  # type: ignore[assignment]
    problems: tuple[Problem, ...] = ()
    readings: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    asked: str | None = None
    policy: ServingRates | None = None
    fiscal_year: int | None = None
    counted_by: str = "company"
    groups: pd.DataFrame | None = None
    _made: dict[object, Any] = field(default_factory=dict, init=False, repr=False)
    _seen: list[Snapshot] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Make ids text, as accounts have them, and fill in the last day in the data where none was given."""
        for table in TABLES:
            frame = getattr(self, table)
            if frame is not None and "customer_id" in frame and not _tells_apart(frame["customer_id"]):
                ids = frame["customer_id"].astype("str")
                object.__setattr__(self, table, frame.assign(customer_id=ids))
        if self.as_of is None:
            known = self.orders["known"].max() if "known" in self.orders else pd.NaT
            object.__setattr__(self, "as_of", max(self.last_date, pd.Timestamp(known).normalize())
                               if pd.notna(known) else self.last_date)  # fmt: skip

    @property
    def first_date(self) -> pd.Timestamp:
        """The first day in the orders."""
        return pd.Timestamp(self.orders["date"].min()).normalize()

    @property
    def last_date(self) -> pd.Timestamp:
        """The last day in the orders."""
        return pd.Timestamp(self.orders["date"].max()).normalize()

    @property
    def book(self) -> periods.Book:
        """The days that the orders reach over, at the latest to `as_of`, and their rhythm."""
        notes = self.kept
        if "book" not in notes:
            notes["book"] = periods.spanned(self.orders["date"], as_of=self.as_of)
        held: periods.Book = notes["book"]
        return held

    @property
    def kept(self) -> dict[object, Any]:
        """What was worked out of these very tables; empty again once one was edited, or put in another's place.

        Whoever keeps something here takes a key that nobody else has, and keeps what nobody changes.
        """
        tables = [getattr(self, table) for table in TABLES]
        others = (self.as_of, self.asked, self.policy, self.currency, self.name, self.fiscal_year)
        if not self._seen or not self._seen[0].holds(tables, others):
            self._made.clear()
            self._seen[:] = [Snapshot(tables, others)]
        return self._made

    @property
    def documents(self) -> str:
        """What the rows of the orders are called: ``"invoices"`` where the client's columns say so."""
        reading = self.readings.get("orders")
        return "orders" if reading is None else str(reading.documents)

    @property
    def basis(self) -> str:
        """What contribution is measured in.

        ``"profit_after_serving"`` where lines have a cost and activities too, from data or by the policy's rates;
        ``"profit"`` where only lines have one; else ``"revenue"``; or the one that was asked for.
        """
        from kamlib.contribution import usual

        return self.asked or usual(self)

    def measured_by(self, basis: str | None) -> Client:
        """Return the client seen by another measure of contribution; by None as the tables allow.

        Parameters
        ----------
        basis : str or None
            ``revenue``, ``profit`` or ``profit_after_serving``; None for what the tables allow.

        Returns
        -------
        Client
            A copy; the tables are shared.

        Raises
        ------
        KamError
            If the tables do not allow it; the line says what is missing.
        """
        from kamlib.contribution import checked

        return replace(self, asked=checked(self, basis))

    def has(self, what: str) -> bool:
        """Return whether the client brought a table (``"survey"``) or a column (``"orders.cost"``).

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
            raise KamError(_("There is no table {name}. {hint}", name=table, hint=nearest(table, TABLES)))
        frame = getattr(self, table)
        if frame is None or not len(frame):
            return False
        if table == "orders" and column[:1].isdigit():
            from kamlib.requirements import timed

            said = timed(self, column)
            if said is not None:
                return said
        return not column or (column in frame and bool(frame[column].notna().any()))

    @property
    def accounts(self) -> pd.DataFrame:
        """One row a customer; see ``kamlib.accounts.accounts``. Names come from the customer table.

        Where the tables say what serving costs, ``profit_after_serving`` and ``margin_after_serving`` stand behind
        the margin; see ``kamlib.contribution``. The frame is the caller's own: what is changed in it stays there.
        """
        kept = self.kept
        if "accounts" not in kept:
            from kamlib.accounts import accounts
            from kamlib.contribution import joined

            kept["accounts"] = self.named(joined(accounts(self.orders, as_of=self.as_of), self))
        return pd.DataFrame(kept["accounts"].copy(deep=False))  # pandas copies a column when it is written to

    @property
    def served(self) -> CostToServe:
        """The money's way from revenue to profit after serving, over the whole book; needs ``orders.cost``.

        The tables are the caller's own: what is changed in them stays there.
        """
        kept = self.kept
        if "served" not in kept:
            from kamlib.contribution import served

            kept["served"] = served(self)
        held: CostToServe = kept["served"]
        return replace(held, table=held.table.copy(deep=False), steps=held.steps.copy(deep=False),
                       totals=held.totals.copy(deep=False))  # fmt: skip

    def accounts_by(self, period: str) -> pd.DataFrame:
        """One row a customer and period (``"year"``, ``"quarter"``, ``"month"``).

        Where the tables say what serving costs, customers that were served in a period without buying are in it
        with no orders, so that profit after serving adds up over the periods.

        Parameters
        ----------
        period : str
            Length of a calendar period.

        Returns
        -------
        pandas.DataFrame
            As `accounts`, with ``name`` and ``period``; amounts in currency units. A copy, free to be
            changed.
        """
        from kamlib.accounts import accounts
        from kamlib.contribution import joined_by

        kept = self.kept
        if ("by", period) not in kept:
            found = accounts(self.orders, as_of=self.as_of, period=period)
            kept["by", period] = self.named(joined_by(found, self, period))
        return pd.DataFrame(kept["by", period].copy())

    def accounts_trailing(self, *, months: int = 12, as_then: bool = False) -> pd.DataFrame:
        """One row a customer and window of months counted back from `as_of`, whole windows only.

        Years are counted back from the end of the last fiscal year, where there is one.

        Calendar years would make the last one short wherever a file does not end with December.

        Parameters
        ----------
        months : int
            Length of a window.
        as_then : bool
            Whether each window shows what was known at its end; else what is known at `as_of`, so that credit
            notes issued later are taken off the year of their invoices.

        Returns
        -------
        pandas.DataFrame
            As `accounts`, with ``period`` the last day of the window (``2024-12-31``), earliest first, and
            customers that were served without buying as in `accounts_by`. Windows end before the first, counted
            back, that the orders do not fill or in which there is none; empty where that is the last already.

        Raises
        ------
        ValueError
            If a window has not a month at least.
        """
        kept, key = self.kept, ("trailing", months, as_then)
        if key not in kept:
            kept[key] = self._trailing(months, as_then)
        return pd.DataFrame(kept[key].copy())

    def _trailing(self, months: int, as_then: bool) -> pd.DataFrame:
        windows = periods.windows(self.orders["date"], fiscal.years_end(self, months), months)
        if not windows:
            return self.named(self.accounts.head(0).assign(period=""))
        found = self.accounts_within(*windows, known_by=None if as_then else self.as_of)
        ordered = found.groupby("period")["orders"].max().reindex([w.label for w in windows], fill_value=0)
        idle = ordered[ordered <= 0]
        return found[found["period"] > idle.index[-1]].reset_index(drop=True) if len(idle) else found

    def accounts_within(self, *windows: periods.Window, known_by: pd.Timestamp | None = None) -> pd.DataFrame:
        """One row a customer and window of some days, whether the orders fill them or not.

        Parameters
        ----------
        *windows : periods.Window
            First and last day, both included; lateness and recency are counted from the last. No two hold the
            same day.
        known_by : pandas.Timestamp, optional
            Day by which lines had to be known; by default each window's last: a credit note issued later is not.

        Returns
        -------
        pandas.DataFrame
            As `accounts`, with ``period`` the last day (``2024-12-31``), earliest first, and customers that were
            served without buying as in `accounts_by`.

        Raises
        ------
        ValueError
            If there is no window, or two hold the same day.
        """
        from kamlib.accounts import accounts
        from kamlib.contribution import joined_within

        lines = self._known_lines(windows, known_by)
        found = self.named(joined_within(accounts(lines, period=windows), self, windows, lines=lines))
        found = found.sort_values(["period", "customer_id"], ignore_index=True)
        return found[[*(c for c in found if c != "period"), "period"]]

    def _known_lines(self, windows: tuple[periods.Window, ...], by: pd.Timestamp | None) -> pd.DataFrame:
        """Return the order lines that were known by a day, or by the end of their own window.

        A line that is left counts from its own day on, whenever it became known.
        """
        lines = self.orders
        if "known" not in lines:
            return lines
        ends = pd.Series(by if by is not None else lines["date"].max(), index=lines.index)
        for window in windows if by is None else ():
            ends[periods.within(lines, window).index] = window.last
        known = lines[lines["known"].isna() | (lines["known"].dt.normalize() <= ends)]
        return pd.DataFrame(known.assign(known=known["known"].where(known["known"].isna(), known["date"])))

    def __repr__(self) -> str:
        held = ", ".join(f.name for f in fields(self) if f.name in TABLES and self.has(f.name))
        period = f"{self.first_date:%Y-%m-%d} … {self.last_date:%Y-%m-%d}"
        n = self.orders["customer_id"].nunique()
        return f"Client({self.name or self.source!r}: {n} customers, {len(self.orders)} lines, {period}; {held})"


def _tells_apart(ids: pd.Series) -> bool:
    """Whether ids are text already, or decimal numbers, which ``kamlib.accounts`` refuses."""
    return isinstance(ids.dtype, pd.StringDtype) or pd.api.types.is_float_dtype(ids)


def load(
    source: str | Path | pd.DataFrame = "machinery",
    *,
    customers: str | Path | pd.DataFrame | None = None,
    activities: str | Path | pd.DataFrame | None = None,
    contacts: str | Path | pd.DataFrame | None = None,
    survey: str | Path | pd.DataFrame | None = None,
    exits: str | Path | pd.DataFrame | None = None,
    name: str | None = None,
    currency: str | None = None,
    as_of: str | dt.date | None = None,
    basis: str | None = None,
    policy: ServingRates | Mapping[str, Any] | str | Path | None = None,
    fiscal_year: int | None = None,
    same_customer: str | Path | pd.DataFrame | Mapping[str, str] | None = None,
    count_by: str = "company",
    lang: str | None = None,
    **reading: Any,
) -> Client:
    """Load a client: an embedded or real data set by name, or a client's own files.

    Parameters
    ----------
    source : str, Path or DataFrame
        Name of a data set (``kam data list``), a file of order lines, or a frame of them.
    customers, activities, contacts, survey, exits : str, Path or DataFrame, optional
        The other tables, where there are any.
    name : str, optional
        The company's name; by default the data set's, or the file's.
    currency : str, optional
        ISO 4217 code, where the file does not say it.
    as_of : str or date, optional
        The day from which recency is counted; by default the last day in the orders.
    basis : {"revenue", "profit", "profit_after_serving"}, optional
        What contribution is measured in; by default what the tables allow. See `Client.basis`.
    policy : ServingRates, mapping, str or Path, optional
        Rates for what the data does not hold: ``value.serving_rates.ServingRates``, rates by name, or a TOML file.
    fiscal_year : int, optional
        Month in which the client's years begin, 1 to 12; by default years are counted back from `as_of`.
    same_customer : str, Path, DataFrame or mapping, optional
        Ids that are one customer: a file or frame with the columns ``id`` and ``becomes``, or a mapping.
    count_by : {"company", "group"}
        What a customer is: a company, or all companies of one group (``parent_id`` of the customers, or
        ``group`` of the customers or order lines).
    lang : str, optional
        Language to speak from here on: ``"en"`` or ``"zh"``.
    **reading
        Passed to ``tables.read`` for the orders: ``columns``, ``encoding``, ``dayfirst``, ``sheet``, …

    Returns
    -------
    Client

    Raises
    ------
    KamError
        If a file cannot be used; the message says what is wrong, where and what to do.
    """
    if lang:
        use_language(lang)
    from kamlib.tables import given
    from kamlib.tables.assemble import assemble

    others = {
        "customers": customers, "activities": activities, "contacts": contacts, "survey": survey, "exits": exits,
    }  # fmt: skip
    given.check({"source": source, **others}, reading, known=signature(load).parameters)
    client = assemble(
        source, others, name=name, currency=currency, as_of=as_of, same_customer=same_customer,
        count_by=count_by, **reading,
    )  # fmt: skip
    if policy is not None:
        from kamlib import rates

        client = replace(client, policy=rates.policy(policy))
    client = replace(client, fiscal_year=fiscal.month(fiscal_year))
    return client.measured_by(basis) if basis else client
