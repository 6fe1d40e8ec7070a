"""Whether more or less of the business depends on few, period by period (K2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.findings.alike import last_alike, unlike
from kamlib.findings.finding import Finding, insufficient_data, source_of
from kamlib.findings.notes import basis_notes
from kamlib.findings.numbers import ends, finite, without_infinity
from kamlib.findings.spec import FindingSpec, Headline
from kamlib.findings.two_years import differs, mended
from kamlib.requirements import Needs
from kamlib.value import concentration as conc
from kamlib.value import trend as trends
from kamlib.words import _, count, money, number, percent, period
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.value.trend import Trend


SPEC = FindingSpec(
    "concentration_trend",
    "K2",
    "profit",
    "1-2-eighty-twenty",
    needs=Needs(quarters=2),
    headlines=(Headline(8, lambda facts: facts.get("verdict") == "up"),),
)


def concentration_trend(client: Client) -> Finding:
    """Follow the share of the best fifth over the years (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each period.
    """
    from kamlib.figures import concentration as figure

    follow = partial(trends.concentration_trend, basis=client.basis, coverage=client.coverage)
    accounts = client.accounts_by("year")
    seen = follow(accounts)
    by_quarter = int(seen.table["whole_period"].sum()) < 2
    if by_quarter:
        accounts = client.accounts_by("quarter")
        seen = follow(accounts)
    whole = [periods.calendar(name) for name in seen.table.loc[seen.table["whole_period"], "period"]]
    kept = last_alike(client, whole)
    if len(kept) < len(whole) and seen.first:
        why = unlike(client, whole[-len(kept) - 1], kept[0]) or unlike(client, whole[-len(kept) - 1], kept[-1])
        first = seen.table.loc[seen.table["whole_period"], "period"].iloc[-len(kept)]
        seen = follow(accounts[accounts["period"] >= first])
        if why is not None and not seen.first:
            return insufficient_data(client, SPEC, differs(client, why), mended(why))
    season = _(
        "There are fewer than two full years, so the same quarter of two years is compared, to exclude "
        "seasonal effects."
    )
    return Finding(
        SPEC, _title(seen, client.currency),
        _summary(seen),
        _evidence(seen), source_of(client),
        facts={
            "top": seen.top, "first": seen.first, "last": seen.last, "change": finite(seen.change),
            **ends(seen.change_interval), "verdict": seen.verdict, "cohort": seen.cohort,
        },
        draw=None if _few(seen) else partial(figure.trend_lines, seen, currency=client.currency),
        alt="" if _few(seen) else figure.trend_lines_alt(seen, currency=client.currency),
        notes=(
            *((season,) if by_quarter and seen.first and not _few(seen) else ()),
            *_best_of_all(seen, client), *_without_order(seen, client.currency), *basis_notes(client),
        ),
        unknown=not seen.first or _few(seen),
    )  # fmt: skip


def _best_of_all(seen: Trend, client: Client) -> tuple[str, ...]:
    """Say why a period's share is another than that of the whole: it has a best fifth of its own."""
    amounts = np.sort(client.buyers[seen.basis].to_numpy(dtype="float64"))[::-1]
    if not seen.first or _few(seen) or not amounts.sum() > 0:
        return ()
    share = conc.top_share(amounts, seen.top)
    if not share <= 1:
        return ()
    return (
        _("Each period has its own top {top}. Over the whole period the top {top} bring {share}, because good "
          "and bad periods even out.", top=percent(seen.top), share=percent(share)),
    )  # fmt: skip


def _without_order(seen: Trend, currency: str | None) -> tuple[str, ...]:
    """Say who was served in a period without net sales, and that the money is in the total."""
    if "without_order" not in seen.table:
        return ()
    told = seen.table[seen.table["without_order"] > 0]
    parts = [
        _("{n} in {period}, {money}", n=count(row["without_order"]), period=period(row["period"]),
          money=money(row["without_order_cost"], currency))
        for row in told.to_dict("records")
    ]  # fmt: skip
    return (
        _("Without net sales above zero (visits, samples, or credits as high as purchases): {parts}. This is "
          "included in the totals, but not in counts or shares.",
          parts=_("; ").join(parts)),
    )  # fmt: skip


def _eaten(seen: Trend) -> pd.DataFrame:
    """Return the whole periods in which losses eat up most of what is earned."""
    if "earned" not in seen.table:
        return seen.table.head(0)
    return seen.table[seen.table["whole_period"] & seen.table["share"].isna() & (seen.table["earned"] > 0)]


def _title(seen: Trend, currency: str | None) -> str:
    if seen.cohort:
        return _("These orders follow one cohort of customers: they show no trend in concentration")
    words = {"top": percent(seen.top), "basis": lower_first(seen.basis)}
    eaten = _eaten(seen)
    if not seen.first and len(eaten):
        last = eaten.iloc[-1]
        return _(
            "In {period} profitable customers contribute {earned} of {basis}; the others lose {lost}",
            period=period(last["period"]), earned=money(last["earned"], currency), basis=words["basis"],
            lost=money(last["lost"], currency),
        )  # fmt: skip
    if not seen.first or _few(seen):
        return _("Whether {basis} is becoming more concentrated cannot be judged yet", basis=words["basis"])
    shares = seen.table.set_index("period")["share"]
    words |= {
        "a": percent(shares[seen.first]),
        "b": percent(shares[seen.last]),
        "first": period(seen.first),
        "last": period(seen.last),
    }
    if max(shares[seen.first], shares[seen.last]) > 1:
        return _(
            "Where the top {top} bring more than 100% of {basis}, the others lose money in total: {a} in {first}, "
            "{b} in {last}", **words,
        )  # fmt: skip
    if seen.verdict == "up":
        return _(
            "Dependence on a few customers is growing: the top {top} brought {a} of {basis} in {first} and {b} "
            "in {last}",
            **words,
        )
    if seen.verdict == "down":
        return _(
            "Dependence on a few customers is falling: the top {top} brought {a} of {basis} in {first} and {b} "
            "in {last}",
            **words,
        )
    if seen.verdict == "steady":
        return _("The top {top} bring about the same share of {basis}: {a} in {first}, {b} in {last}", **words)
    return _("The top {top} brought {a} of {basis} in {first} and {b} in {last}, without a clear trend", **words)


def _few(seen: Trend) -> bool:
    """Tell whether no period has customers enough for a best fifth to mean anything."""
    return int(seen.table["customers"].max()) < conc.FEWEST


def _evidence(seen: Trend) -> pd.DataFrame:
    """Shares by period; where a best fifth means nothing, the amounts alone."""
    if _few(seen):
        return _marked(seen.table[["period", "customers", seen.basis, "whole_period"]])
    front = [c for c in ("period", "customers", seen.basis, "earned", "lost") if c in seen.table]
    return _marked(without_infinity(seen.table[[*front, *(c for c in seen.table if c not in front)]]))


def _marked(table: pd.DataFrame) -> pd.DataFrame:
    """Write next to a period that the data covers only in part that it does."""
    words = [
        name if whole else _("{period} (part)", period=name)
        for name, whole in zip(table["period"], table["whole_period"], strict=True)
    ]
    return table.assign(period=words)


def _summary(seen: Trend) -> str:
    if _few(seen):
        return _("With fewer than {n} customers, a top fifth is meaningless.", n=count(conc.FEWEST))
    if seen.cohort:
        return _(
            "Fewer than {share} of the customers first bought after {first}, and by {last} most of the earlier "
            "ones had left. How the remaining customers decline does not describe a business that also wins new "
            "ones.",
            share=percent(trends.NEWCOMERS), first=period(seen.table["period"].iloc[0]), last=period(_last(seen)),
        )  # fmt: skip
    if not seen.first and len(_eaten(seen)):
        return _("The total is so small that shares of it are meaningless; the table shows amounts.")
    if not seen.first:
        return _("A comparison needs two full years, or the same quarter of two years, with a positive total.")
    if seen.change_interval is None:
        return _(
            "In some periods the total is so close to zero that shares fluctuate wildly; look at the "
            "amounts instead."
        )
    return _(
        "The share changed by {change} percentage points, with an interval of {low} to {high}. Incomplete "
        "periods are shown but not compared.",
        change=_points(seen.change), low=_points(seen.change_interval.low),
        high=_points(seen.change_interval.high),
    )  # fmt: skip


def _last(seen: Trend) -> str:
    """Name the last whole period."""
    return str(seen.table.loc[seen.table["whole_period"], "period"].iloc[-1])


def _points(change: float) -> str:
    """Write a change of a share in percentage points, with its sign."""
    text = number(100 * change, 1)
    return f"+{text}" if round(change, 3) > 0 else text
