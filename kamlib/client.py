"""The client: a book and the results that are kept with it. Lessons and reports start from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.book import TABLES, Book
from kamlib.facts.buying import buyers, others
from kamlib.periods import fiscal
from kamlib.words import _, glossary

if TYPE_CHECKING:
    from kamlib.tables.problems import Problem
    from kamlib.value.cost_to_serve import CostToServe


@dataclass(frozen=True, eq=False)
class Client(Book):
    """A book with its name, how it was read, and what follows from it; see `Book` for the tables.

    Attributes
    ----------
    name : str
        The company; empty where unknown.
    problems : tuple of Problem
        What reading and checking found, in all tables.
    readings : mapping
        How each table was read: rows read, used and left out, and theirs → ours (``tables.Reading``).
    source : str
        Where the tables come from, fit to print: a data set's name or a file's name without its folder.
    asked : str or None
        The measure of contribution that was asked for; by default what the tables allow. See `measured_by`.
    counted_by : str
        ``"company"``, or ``"group"`` where companies of one group are one customer.
    minimum_order : float or None
        The smallest order (currency units) that the client thinks of accepting; None where nobody asked for that.
    promised_visits : mapping or None
        Visits a year that the client promises a customer, by tier; None where it promises none.
    choices : mapping or None
        Weights of the scorecard and thresholds of tiers that somebody chose; see ``kamlib.chosen``.
    groups, continued : pandas.DataFrame or None
        The groups that companies belong to, largest first: ``group``, ``name``, ``companies``, ``revenue``; and
        who counts as one with an earlier number of theirs, see ``findings.continued``. None where none is known.

    Examples
    --------
    >>> import pandas as pd
    >>> import kamlib as kam
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "B"], "order_id": ["1", "2", "3"],
    ...     "date": pd.to_datetime(["2023-03-01", "2024-03-01", "2024-06-30"]), "revenue": [100.0, 300.0, 50.0],
    ... })
    >>> client = kam.Client(orders)
    >>> client.accounts[["customer_id", "orders", "revenue", "recency_days"]]
      customer_id  orders  revenue  recency_days
    0           A       2    400.0           121
    1           B       1     50.0             0
    """

    name: str = ""
    problems: tuple[Problem, ...] = ()
    readings: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    asked: str | None = None
    counted_by: str = "company"
    groups: pd.DataFrame | None = None
    continued: pd.DataFrame | None = None
    minimum_order: float | None = None
    promised_visits: Mapping[str, float] | None = None
    choices: Mapping[str, Any] | None = None

    def _read_under(self) -> tuple[object, ...]:
        """Return what results depend on next to the tables."""
        return (*super()._read_under(), self.asked, self.name, self.counted_by, self.minimum_order,
                self.promised_visits, self.choices)  # fmt: skip

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
        from kamlib.contribution import default_basis

        return self.asked or default_basis(self)

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

        Examples
        --------
        >>> import kamlib as kam
        >>> client = kam.load("machinery")
        >>> client.basis, client.measured_by("revenue").basis
        ('profit_after_serving', 'revenue')
        """
        from kamlib.contribution import validate_basis

        return replace(self, asked=validate_basis(self, basis))

    @property
    def accounts(self) -> pd.DataFrame:
        """One row per customer; see ``kamlib.accounts.accounts``. Names come from the customer table.

        Where the tables say what serving costs, ``profit_after_serving`` and ``margin_after_serving`` follow the
        margin; see ``kamlib.contribution``. The frame is the caller's own: what is changed in it stays there.
        """
        return self._accounts().copy(deep=False)  # pandas copies a column when it is written to

    @cached_per_client
    def _accounts(self) -> pd.DataFrame:
        from kamlib.contribution import add_profit_after_serving
        from kamlib.facts.accounts import accounts

        return self.named(add_profit_after_serving(accounts(self.orders, as_of=self.as_of), self))

    @property
    def served(self) -> CostToServe:
        """The money's way from revenue to customer profit, over the whole book; needs ``orders.cost``.

        The tables are the caller's own: what is changed in them stays there.
        """
        from kamlib.contribution import served

        held = served(self)
        parts = ("table", "steps", "totals")
        return replace(held, **{part: getattr(held, part).copy(deep=False) for part in parts})

    def accounts_by(self, period: str) -> pd.DataFrame:
        """One row per customer and period (``"year"``, ``"quarter"``, ``"month"``).

        Where the tables say what serving costs, customers that were served in a period without buying are in it
        with no orders, so that customer profit adds up over the periods.

        Parameters
        ----------
        period : str
            Length of a calendar period.

        Returns
        -------
        pandas.DataFrame
            As `accounts`, with ``name`` and ``period``; amounts in currency units. A copy, free to be
            changed.

        Raises
        ------
        ValueError
            If there is no such period.

        Examples
        --------
        >>> import kamlib as kam
        >>> years = kam.load("machinery").accounts_by("year")
        >>> years.groupby("period")["customer_id"].nunique()
        period
        2021    145
        2022    146
        2023    148
        2024    139
        Name: customer_id, dtype: int64
        """
        from kamlib.contribution import add_profit_after_serving_by_period
        from kamlib.facts.accounts import accounts

        kept = self.kept
        if ("by", period) not in kept:
            found = accounts(self.orders, as_of=self.as_of, period=period)
            kept["by", period] = self.named(add_profit_after_serving_by_period(found, self, period))
        return pd.DataFrame(kept["by", period].copy())

    def accounts_trailing(self, *, months: int = 12, as_then: bool = False, today: bool = False) -> pd.DataFrame:
        """One row per customer and window of months counted back from `as_of`, whole windows only.

        Years are counted back from the end of the last fiscal year, where there is one; calendar years are cut.

        Parameters
        ----------
        months : int
            Length of a window.
        as_then : bool
            Whether each window shows what was known at its end; else what is known at `as_of`, so that credit
            notes issued later are taken off the year of their invoices.
        today : bool
            Whether years end today, whatever the fiscal year: for what somebody is to do now.

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

        Examples
        --------
        >>> import kamlib as kam
        >>> years = kam.load("machinery").accounts_trailing()
        >>> years["period"].unique().tolist()
        ['2021-12-31', '2022-12-31', '2023-12-31', '2024-12-31']
        """
        end = self.as_of if today else fiscal.years_end(self, months)
        kept, key = self.kept, ("trailing", months, as_then, end)
        if key not in kept:
            kept[key] = self._trailing(months, as_then, end)
        return pd.DataFrame(kept[key].copy())

    def _trailing(self, months: int, as_then: bool, end: pd.Timestamp) -> pd.DataFrame:
        windows = periods.windows(self.days, end, months)
        if not windows:
            return self.named(self.accounts.head(0).assign(period=""))
        found = self.accounts_within(*windows, known_by=None if as_then else self.as_of)
        ordered = found.groupby("period")["orders"].max().reindex([w.label for w in windows], fill_value=0)
        idle = ordered[ordered <= 0]
        return found[found["period"] > idle.index[-1]].reset_index(drop=True) if len(idle) else found

    def accounts_within(self, *windows: periods.Window, known_by: pd.Timestamp | None = None) -> pd.DataFrame:
        """One row per customer and window of some days, whether the orders fill them or not.

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

        Examples
        --------
        >>> import kamlib as kam
        >>> from kamlib import periods
        >>> client = kam.load("machinery")
        >>> year = client.accounts_within(periods.calendar("2024"))
        >>> int((year["orders"] > 0).sum())
        131
        """
        from kamlib.windows import accounts_within

        found = self.named(accounts_within(self, windows, known_by))
        return found[[*(c for c in found if c != "period"), "period"]]

    def lines_within(
        self, window: periods.Window, known_by: pd.Timestamp | None = None, *, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the order lines that `accounts_within` adds up for some days.

        Parameters
        ----------
        window : periods.Window
            First and last day, both included.
        known_by : pandas.Timestamp, optional
            As in `accounts_within`.
        columns : sequence of str, optional
            Those that are wanted, by default all: to take some out of many costs as much as there are columns.

        Returns
        -------
        pandas.DataFrame
            Some of the order lines.

        Examples
        --------
        >>> import kamlib as kam
        >>> from kamlib import periods
        >>> client = kam.load("machinery")
        >>> year = periods.calendar("2024")
        >>> round(client.lines_within(year)["revenue"].sum() - client.accounts_within(year)["revenue"].sum(), 2)
        0.0
        """
        chosen = [*self.orders] if columns is None else [*columns]
        read = [name for name in self.orders if name in {*chosen, "date", "known"}]
        return periods.filter_window(periods.known_within(self.orders[read], (window,), known_by), window)[chosen]

    @property
    def order_sums(self) -> pd.DataFrame:
        """One row per order, cancelled ones at nothing; see ``kamlib.facts.orders.order_sums``.

        Worked out when it is asked for: what is made of it is kept, and it may be as large as the lines.
        """
        from kamlib.facts.orders import order_sums

        return order_sums(self.orders)

    @property
    def buyers(self) -> pd.DataFrame:
        """The accounts of the customers: those with net sales above zero; see ``kamlib.accounts.buyers``."""
        return self._buyers().copy(deep=False)

    @cached_per_client
    def _buyers(self) -> pd.DataFrame:
        return buyers(self._accounts())

    @property
    def others(self) -> pd.DataFrame:
        """The accounts of those with order lines and no net sales above zero; with `buyers` they are all."""
        return others(self.accounts)

    @property
    def sold(self) -> pd.DataFrame:
        """The order lines of the `buyers`; all lines where everybody is one."""
        accounts, bought = self.accounts, self.buyers
        if len(bought) == len(accounts):
            return self.orders
        return pd.DataFrame(self.orders[self.orders["customer_id"].isin(bought["customer_id"])])

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add a ``name`` column after ``customer_id``: the customer table's, else the id itself.

        Parameters
        ----------
        frame : pandas.DataFrame
            Any table with ``customer_id``.

        Returns
        -------
        pandas.DataFrame
            The same rows, with ``name`` (str) as second column.

        Examples
        --------
        >>> import kamlib as kam
        >>> import pandas as pd
        >>> client = kam.load("machinery")
        >>> client.named(client.accounts[["customer_id", "orders"]].head(2))
          customer_id          name  orders
        0        C001  川东骞陌机电安装有限公司       9
        1        C002    辽南蔚坤钢铁有限公司       4
        """
        known = self._names() if self.has("customers.name") else {}
        names = [known.get(one, one) for one in frame["customer_id"]]
        rest = frame.drop(columns="name") if "name" in frame else frame.copy(deep=False)
        rest.insert(1, "name", pd.Series(names, index=rest.index, dtype="str"))
        return rest

    @cached_per_client
    def _names(self) -> dict[str, str]:
        """Return the names of the customer table by id."""
        assert self.customers is not None  # noqa: S101  (asked for where there are names)
        named = self.customers.drop_duplicates("customer_id").dropna(subset="name")
        return dict(zip(named["customer_id"], named["name"], strict=True))

    @property
    def title(self) -> str:
        """What the client is called in the language in use: a data set of ours has a name in each."""
        own = glossary().get(f"data-{self.source}")
        named = self.name or self.source
        return own.label if own is not None and named in (self.source, own.en, own.zh) else named

    def __repr__(self) -> str:
        held = ", ".join(f.name for f in fields(self) if f.name in TABLES and self.has(f.name))
        return _(
            "Client({name}: {customers} customers, {lines} lines, {first} … {last}; {held})",
            name=repr(self.title), customers=str(len(self.buying_ids)), lines=str(self.line_count),
            first=f"{self.first_date:%Y-%m-%d}", last=f"{self.last_date:%Y-%m-%d}", held=held,
        )  # fmt: skip
