"""The last two years that can be compared, and why the measure changed between them: worked out once for all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.facts.products import counted_part
from kamlib.findings.alike import Unlike, alike, comparable_years, unlike, whole_years
from kamlib.findings.finding import insufficient_data
from kamlib.findings.judgement import judged
from kamlib.periods import Window, fiscal, like_for_like
from kamlib.value import change
from kamlib.words import _, count, label, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.findings.finding import Finding
    from kamlib.findings.spec import FindingSpec
    from kamlib.periods.like_for_like import Compared
    from kamlib.value.change import Change

#: Months since a fiscal year from which they are compared: fewer hold too few orders to say more than chance.
QUARTER = 3

_DAY = pd.Timedelta(days=1)

#: Part of the billed money that has to have a quantity before quantities are believed.
COUNTED = 0.95


@dataclass(frozen=True, eq=False)
class TwoYears:
    """Two years that can be compared, or the like days of both that the orders fill.

    Attributes
    ----------
    before, after : Window
        Their days.
    trailing : pandas.DataFrame
        Accounts of all whole years that can be compared, or of these two: ``customer_id``, ``period`` and the
        measures.
    like : Compared or None
        None where both are whole.
    """

    before: Window
    after: Window
    trailing: pd.DataFrame
    like: Compared | None


@cached_per_client
def two_years(client: Client) -> TwoYears | None:
    """Return the last two years that can be compared.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    TwoYears or None
        None where there were no sales to compare by, or where cost, or what serving costs, is known for so
        different parts of them that profit would rise or fall by that alone; `not_comparable` says which.
    """
    return _comparable(client, _last_two(client))


@cached_per_client
def since_then(client: Client) -> TwoYears | None:
    """Return the months since the last fiscal year, and the same months of the year before.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    TwoYears or None
        None where years end with the data, or less than a quarter before; or where the two cannot be compared.
    """
    after = Window(fiscal.years_end(client) + _DAY, client.as_of.normalize())
    if after.last < periods.shifted(after.first, QUARTER) - _DAY:
        return None
    like = like_for_like.alike(Window(*(periods.shifted(day, -12) for day in after)), after, client.days)
    if like is None or not like.whole:
        return None
    return _comparable(client, _alike(client, like._replace(whole=False)))


def _comparable(client: Client, found: TwoYears | None) -> TwoYears | None:
    if found is None or client.basis == "revenue":
        return found
    if not alike(client, found.before, found.after):
        return None
    return found if found.like is not None else replace(found, trailing=comparable_years(client))


def _alike(client: Client, like: Compared) -> TwoYears:
    """Return like days of two years with what customers brought in them."""
    both = pd.concat([client.accounts_within(days) for days in like[:2]], ignore_index=True)
    return TwoYears(like.before, like.after, both, like)


def not_comparable(client: Client, spec: FindingSpec) -> Finding:
    """Say why two years cannot be compared, where `two_years` gives none.

    Parameters
    ----------
    client : Client
        The client's tables.
    spec : FindingSpec
        Which finding compares them.

    Returns
    -------
    Finding
        In the language in use, without figures.
    """
    years = _last_two(client)
    why = None if years is None else unlike(client, years.before, years.after)
    if why is None:
        return insufficient_data(
            client, spec,
            _("There were no sales in at least one of the two years, so they cannot be compared"),
            _("The orders of such a year contain only returns and credit notes, or lines without an amount."),
        )  # fmt: skip
    return insufficient_data(client, spec, differs(client, why), mended(why))


def not_alike(client: Client, spec: FindingSpec, *, today: bool = False) -> Finding | None:
    """Say of a finding that goes by years why the last two cannot be compared, though both have sales.

    Parameters
    ----------
    client : Client
        The client's tables.
    spec : FindingSpec
        Which finding goes by years.
    today : bool
        Whether its years end today, whatever the fiscal year.

    Returns
    -------
    Finding or None
        As `not_comparable`; None where they can be compared, or there are no two.
    """
    years = whole_years(client, today=today)[-2:]
    why = unlike(client, *years) if len(years) > 1 else None
    return None if why is None else insufficient_data(client, spec, differs(client, why), mended(why))


def differs(client: Client, why: Unlike) -> str:
    """Say what is known for other parts of one year than of another.

    Parameters
    ----------
    client : Client
        The client's tables.
    why : Unlike
        From ``alike.unlike``.

    Returns
    -------
    str
        A title in the language in use.
    """
    before, after = (count(int(n)) if why.by_month else percent(n) for n in (why.before, why.after))
    words = {"before": before, "after": after, "basis": lower_first(client.basis)}
    if why.part == "cost":
        return _(
            "The two years cannot be compared by {basis}: cost is known for {before} of the revenue of the "
            "earlier one and for {after} of that of the later one", **words,
        )  # fmt: skip
    if why.part == "visits":
        return _(
            "The two years cannot be compared by customer profit: the number of months with recorded visits is "
            "{before} in the earlier one and {after} in the later one", **words,
        )  # fmt: skip
    if why.part == "visit_cost":
        return _(
            "The two years cannot be compared by customer profit: the number of months in which the cost of "
            "visits is known is {before} in the earlier one and {after} in the later one", **words,
        )  # fmt: skip
    words["column"] = label(why.part)
    if why.by_month:
        return _(
            "The two years cannot be compared by customer profit: the number of months with entries in “{column}” "
            "is {before} in the earlier one and {after} in the later one", **words,
        )  # fmt: skip
    return _(
        "The two years cannot be compared by customer profit: “{column}” is filled in for {before} of the revenue "
        "of the earlier one and for {after} of that of the later one", **words,
    )  # fmt: skip


def mended(why: Unlike) -> str:
    """Say what makes two years comparable.

    Parameters
    ----------
    why : Unlike
        From ``alike.unlike``.

    Returns
    -------
    str
        A sentence in the language in use.
    """
    if why.part == "cost":
        return _("Enter the cost of the order lines of both years.")
    if why.part == "visits":
        return _("Enter the visits of both years, or choose gross profit as the measure.")
    if why.part == "visit_cost":
        return _("Enter what the visits of both years cost, or choose gross profit as the measure.")
    return _("Enter “{column}” for both years, or choose gross profit as the measure.", column=label(why.part))


@cached_per_client
def _last_two(client: Client) -> TwoYears | None:
    """Return the last two years in which there were sales."""
    trailing = client.accounts_trailing()
    if trailing["period"].nunique() >= 2:
        last = sorted(trailing["period"].unique())[-2:]
        windows = {w.label: w for w in whole_years(client)}
        return TwoYears(windows[last[0]], windows[last[1]], trailing, None)
    like = like_for_like.compared(client.days, client.as_of)
    if like is None or (like.whole and client.fiscal_year is None):
        return None
    return _alike(client, like)


@cached_per_client
def explained(client: Client) -> Change | None:
    """Split the change between the two years by its causes.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Change or None
        None where there are no two years.
    """
    years = two_years(client)
    return None if years is None else why_changed(client, years)


def why_changed(client: Client, years: TwoYears) -> Change:
    """Split the change between two years, or like days of both, by its causes.

    Parameters
    ----------
    client : Client
        The client's tables.
    years : TwoYears
        What is compared.

    Returns
    -------
    Change
        Its customers, products and causes.
    """
    goods = "revenue" if client.basis == "revenue" else "profit"
    sides = []
    for side, days in (("before", years.before), ("after", years.after)):
        mine = years.trailing[years.trailing["period"] == days.label].set_index("customer_id")
        columns = {side: client.basis, f"goods_{side}": goods, f"revenue_{side}": "revenue"}
        sides.append(pd.DataFrame({ours: mine[theirs] for ours, theirs in columns.items()}))
    both = pd.concat(sides, axis=1).fillna(0.0).rename_axis("customer_id").reset_index()
    known_by = client.as_of if years.like is None else None
    chosen = _columns(client)
    before, after = (client.lines_within(days, known_by, columns=chosen) for days in (years.before, years.after))
    return change.explain(before, after, both, one_offs=judged(client).one_offs)


def _columns(client: Client) -> list[str]:
    """Return the columns of the lines that can be relied on."""
    columns = ["customer_id", "revenue"]
    if client.has("orders.product"):
        columns.append("product")
    if client.has("orders.quantity") and client.fact(counted_part) >= COUNTED:
        columns.append("quantity")
    return [*columns, "cost"] if client.basis != "revenue" and client.has("orders.cost") else columns
