"""Chapter 1, what customers are worth: 80/20 and its trend."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify.key_accounts import MOST
from kamlib.contribution import prospects
from kamlib.findings import few
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.value import concentration as conc
from kamlib.value import cost_to_serve as cts
from kamlib.value import trend as trends
from kamlib.words import _, count, date, money, n_, number, percent, period
from kamlib.words.phrases import enumerated, inside, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kamlib.client import Client
    from kamlib.value.concentration import Concentration
    from kamlib.value.resampling import Interval
    from kamlib.value.trend import Trend


def concentration(client: Client) -> Finding:
    """Answer whether 80/20 holds, with its interval (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is what the best bring together, or, of few customers, what each brings.
    """
    from kamlib.figures import concentration as figure

    seen = conc.measure(client.accounts, of=client.basis)
    drawn = seen.customers > 1 and not seen.refused
    return Finding(
        "concentration", "K2", "value", _concentration_title(seen, client.currency),
        _concentration_summary(seen, client.currency),
        _concentration_evidence(seen), source_of(client), facts=_concentration_facts(seen),
        draw=partial(figure.share_curve, seen) if drawn else None,
        alt=figure.share_curve_alt(seen) if drawn else "",
        advice=_concentration_advice(seen),
        notes=_concentration_notes(seen, client), lesson="1-2-eighty-twenty",
    )  # fmt: skip


def _concentration_title(seen: Concentration, currency: str | None) -> str:
    basis = inside(seen.of)
    if seen.refused == "empty":
        return _("There are no customers to compare")
    if few.applies(seen):
        return few.title(seen, currency)
    if seen.refused == "total":
        return _("The customers' {basis} in total is not positive: there is nothing to share out", basis=basis)
    if _lossy(seen):
        held = float(conc.earnings(seen).set_index("top")["top_amount"][seen.top])
        return _(
            "The best {top} of the customers earn {held} of {basis}; the others lose all but {total} of it",
            top=percent(seen.top), held=money(held, currency), basis=basis, total=money(seen.total, currency),
        )  # fmt: skip
    words = {"top": percent(seen.top), "share": percent(seen.top_share), "basis": basis}
    if seen.verdict == "holds":
        return _("{top} of the customers bring {share} of {basis}: the 80/20 rule holds", **words)
    if seen.verdict == "more":
        return _("{top} of the customers bring {share} of {basis}: more than the 80/20 rule says", **words)
    if seen.verdict == "less":
        return _("{top} of the customers bring {share} of {basis}: less than the 80/20 rule says", **words)
    return _("{top} of the customers bring {share} of {basis}: 80/20 is neither confirmed nor ruled out", **words)


def _lossy(seen: Concentration) -> bool:
    """Tell whether the best bring more than all together, so that shares of the total would mislead."""
    return seen.refused == "small" or seen.top_share > 1


def _concentration_evidence(seen: Concentration) -> pd.DataFrame:
    """Shares of the total; where losses eat up most of it, of what those who earn bring."""
    if few.applies(seen):
        return few.evidence(seen)
    return conc.earnings(seen) if _lossy(seen) else _without_infinity(seen.tops)


def _earners(seen: Concentration) -> tuple[int, float]:
    """Count the customers who bring `goal` of what all who earn bring, and say what that is."""
    amounts = seen.table[seen.of]
    positive = amounts[amounts > 0].to_numpy(dtype=float)
    n = conc.customers_for(positive, seen.goal)
    return n, float(round(positive[:n].sum(), 2))


def _enough(seen: Concentration) -> tuple[int, float]:
    """Count the customers who bring `goal` of the total, and say what they bring."""
    return seen.customers_for, float(round(seen.table[seen.of].iloc[: seen.customers_for].sum(), 2))


def _concentration_summary(seen: Concentration, currency: str | None) -> str:
    if few.applies(seen):
        return few.summary(seen, _said_enough(seen, currency))
    if _lossy(seen):
        amounts = seen.table[seen.of]
        return _(
            "Those who earn bring {earned} together, those who lose take back {lost}: a share of the {total} that "
            "is left says nothing. The table holds the best against what those who earn bring.",
            earned=money(amounts.clip(lower=0).sum(), currency), total=money(seen.total, currency),
            lost=money(-amounts.clip(upper=0).sum(), currency),
        )  # fmt: skip
    if seen.refused:
        return _("The total is {total}. Who earns and who loses is what counts here.",
                 total=money(seen.total, currency))  # fmt: skip
    return sentences(_said_enough(seen, currency), _interval_in_words(seen))


def _said_enough(seen: Concentration, currency: str | None) -> str:
    return n_(
        "{n} customer of {all} is enough for {goal} of {basis} ({total} in all).",
        "{n} customers of {all} are enough for {goal} of {basis} ({total} in all).",
        seen.customers_for, all=count(seen.customers), goal=percent(seen.goal), basis=inside(seen.of),
        total=money(seen.total, currency),
    )  # fmt: skip


def _interval_in_words(seen: Concentration) -> str:
    if not seen.top_interval or seen.top_interval.low == seen.top_interval.high:
        return ""
    words = {"top": percent(seen.top), "low": percent(seen.top_interval.low)}
    if math.isinf(seen.top_interval.high):
        return _(
            "Had the customers been another draw of the same kind, the best {top} would bring {low} or more.",
            **words,
        )
    return _(
        "Had the customers been another draw of the same kind, the best {top} would bring {low} to {high}.",
        high=percent(seen.top_interval.high), **words,
    )  # fmt: skip


def _concentration_facts(seen: Concentration) -> dict[str, float | int | str | None]:
    return {
        "top": seen.top, "top_share": finite(seen.top_share), "goal": seen.goal, "customers": seen.customers,
        "customers_for": seen.customers_for, "total": seen.total, **_ends(seen.top_interval),
        "gini": finite(seen.gini), "hhi": finite(seen.hhi), "tail_index": finite(seen.tail.index),
        "verdict": seen.verdict, "refused": seen.refused,
    }  # fmt: skip


def _concentration_advice(seen: Concentration) -> tuple[Advice, ...]:
    if seen.customers == 1 and not seen.refused:
        text = _("Give the one customer a person in charge and a plan for the year, and win a second one.")
        return (Advice(text, "role_general_manager", 30, float(round(seen.total, 2))),)
    if seen.refused and not _lossy(seen):
        return ()
    n, held = _earners(seen) if _lossy(seen) else _enough(seen)
    if n > MOST:
        held = float(round(seen.table[seen.of].iloc[:MOST].sum(), 2))
        text = _(
            "Have the {basis} of the {most} best customers reported by name every month, and ask at once why one "
            "falls; the {n} that bring {goal} of it are too many to follow one by one.",
            basis=inside(seen.of), most=count(MOST), n=count(n), goal=percent(seen.goal),
        )  # fmt: skip
    else:
        text = n_(
            "Have the {basis} of the customer that brings {goal} of it reported every month, and ask at once why "
            "it falls.",
            "Have the {basis} of the {n} customers that bring {goal} of it reported by name every month, and ask "
            "at once why one falls.",
            n, basis=inside(seen.of), goal=percent(seen.goal),
        )  # fmt: skip
    return (Advice(text, "role_general_manager", 30, held),)


def _concentration_notes(seen: Concentration, client: Client) -> tuple[str, ...]:
    if seen.customers < conc.FEWEST:
        return (*money_note(client, _concentration_advice(seen)), *basis_notes(client))
    notes = []
    if math.isfinite(seen.hhi):
        measures = _("Gini coefficient {gini}, Herfindahl index {hhi}.", gini=number(seen.gini),
                     hhi=count(seen.hhi))  # fmt: skip
        notes.append(measures)
    if seen.top_interval:
        how = _("Interval: {confidence} bootstrap over customers, {n} resamples.",
                confidence=percent(seen.confidence), n=count(seen.replicates))  # fmt: skip
        notes.append(how)
    if seen.top_interval and seen.tail.plausible and seen.tail.index < 2:
        heavy = _(
            "A few very large customers decide the total (Pareto tail with index {index}): the uncertainty "
            "is larger than the interval.", index=number(seen.tail.index),
        )  # fmt: skip
        notes.append(heavy)
    return (*notes, *money_note(client, _concentration_advice(seen)), *basis_notes(client))


def money_note(client: Client, advice: tuple[Advice, ...], basis: str | None = None) -> tuple[str, ...]:
    """Say what the money beside recommendations is, where it is what their customers bring over the whole book.

    Parameters
    ----------
    client : Client
        The client's tables.
    advice : tuple of Advice
        The recommendations of the finding.
    basis : str, optional
        The measure of the finding; None for the client's.

    Returns
    -------
    tuple of str
        One sentence, or none where no recommendation is about money.
    """
    if all(step.value is None for step in advice):
        return ()
    said = _(
        "Money beside a recommendation: {basis} of the customers it is about, from {first} to {last}.",
        basis=inside(basis or client.basis), first=date(client.first_date), last=date(client.last_date),
    )  # fmt: skip
    return (said,)


def basis_notes(client: Client, basis: str | None = None) -> tuple[str, ...]:
    """Say what the measure is, and what it cannot say: without costs, or with costs for a part of the revenue.

    Parameters
    ----------
    client : Client
    basis : str, optional
        The measure of the finding, where it is another than the client's.

    Returns
    -------
    tuple of str
        Sentences in the language in use; none where there is nothing to add.
    """
    basis = basis or client.basis
    if basis == "revenue":
        return (_("The orders hold no cost: this is about revenue, and says nothing about who earns or loses."),)
    notes = list(_serving_notes(client)) if basis == "profit_after_serving" else []
    unknown = float(client.accounts["uncosted_revenue"].sum())
    if unknown:
        notes.append(
            _("Revenue of {money} has no cost and counts no profit.", money=money(unknown, client.currency))
        )
    return tuple(notes)


def _serving_notes(client: Client) -> Iterator[str]:
    """Name what is taken off the product margin, and what is spent on those who never bought."""
    held = [step for step in cts.SERVING if step not in client.served.left_out]
    yield _(
        "Profit after serving is the product margin less {steps}.", steps=enumerated([inside(s) for s in held])
    )
    visited, spent = prospects(client)
    if visited:
        yield n_(
            "Visits to {n} prospect who never bought cost {money}; they count with no customer.",
            "Visits to {n} prospects who never bought cost {money}; they count with no customer.",
            visited, money=money(spent, client.currency),
        )  # fmt: skip


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

    seen = trends.follow(client.accounts_by("year"), of=client.basis)
    by_quarter = int(seen.table["whole_period"].sum()) < 2
    if by_quarter:
        seen = trends.follow(client.accounts_by("quarter"), of=client.basis)
    season = _("Quarters are compared, since there are not two whole years: the season speaks in it too.")
    return Finding(
        "concentration_trend", "K2", "value", _trend_title(seen, client.currency),
        _trend_summary(seen),
        _trend_evidence(seen), source_of(client),
        facts={
            "top": seen.top, "first": seen.first, "last": seen.last, "change": finite(seen.change),
            **_ends(seen.change_interval), "verdict": seen.verdict,
        },
        draw=None if _few(seen) else partial(figure.trend_lines, seen),
        alt="" if _few(seen) else figure.trend_lines_alt(seen),
        notes=(
            *((season,) if by_quarter and seen.first and not _few(seen) else ()),
            *_without_order(seen, client.currency), *basis_notes(client),
        ),
        lesson="1-2-eighty-twenty",
    )  # fmt: skip


def _without_order(seen: Trend, currency: str | None) -> tuple[str, ...]:
    """Say who was served in a period without an order, and that the cost is in the total."""
    if "without_order" not in seen.table:
        return ()
    told = seen.table[seen.table["without_order"] > 0]
    parts = [
        _("{n} in {period} for {money}", n=count(row["without_order"]), period=period(row["period"]),
          money=money(row["without_order_cost"], currency))
        for row in told.to_dict("records")
    ]  # fmt: skip
    return (
        _("Visited without an order: {parts}. That is in the totals, and in no count or share.",
          parts=_("; ").join(parts)),
    )  # fmt: skip


def _eaten(seen: Trend) -> pd.DataFrame:
    """Return the whole periods in which losses eat up most of what is earned."""
    if "earned" not in seen.table:
        return seen.table.head(0)
    return seen.table[seen.table["whole_period"] & seen.table["share"].isna() & (seen.table["earned"] > 0)]


def _trend_title(seen: Trend, currency: str | None) -> str:
    words = {"top": percent(seen.top), "basis": inside(seen.of)}
    eaten = _eaten(seen)
    if not seen.first and len(eaten):
        last = eaten.iloc[-1]
        return _(
            "In {period} those who earn bring {earned} of {basis}, the others take back {lost} of it",
            period=period(last["period"]), earned=money(last["earned"], currency), basis=words["basis"],
            lost=money(last["lost"], currency),
        )  # fmt: skip
    if not seen.first or _few(seen):
        return _("Whether {basis} becomes more concentrated cannot be said yet", basis=words["basis"])
    shares = seen.table.set_index("period")["share"]
    words |= {
        "a": percent(shares[seen.first]),
        "b": percent(shares[seen.last]),
        "first": period(seen.first),
        "last": period(seen.last),
    }
    if seen.verdict == "up":
        return _(
            "More depends on few: the best {top} brought {a} of {basis} in {first} and {b} in {last}", **words
        )
    if seen.verdict == "down":
        return _(
            "Less depends on few: the best {top} brought {a} of {basis} in {first} and {b} in {last}", **words
        )
    if seen.verdict == "steady":
        return _("The best {top} bring about the same share of {basis}: {a} in {first}, {b} in {last}", **words)
    return _(
        "The best {top} brought {a} of {basis} in {first} and {b} in {last}; no trend can be read from it", **words
    )


def _few(seen: Trend) -> bool:
    """Tell whether no period has customers enough for a best fifth to mean anything."""
    return int(seen.table["customers"].max()) < conc.FEWEST


def _trend_evidence(seen: Trend) -> pd.DataFrame:
    """Shares by period; where a best fifth means nothing, the amounts alone."""
    if _few(seen):
        return pd.DataFrame(seen.table[["period", "customers", seen.of, "whole_period"]])
    front = [c for c in ("period", "customers", seen.of, "earned", "lost") if c in seen.table]
    return _without_infinity(seen.table[[*front, *(c for c in seen.table if c not in front)]])


def _trend_summary(seen: Trend) -> str:
    if _few(seen):
        return _("With fewer than {n} customers a best fifth means nothing.", n=count(conc.FEWEST))
    if not seen.first and len(_eaten(seen)):
        return _("The total is then so small that shares of it would mean nothing; the table says it in money.")
    if not seen.first:
        return _("Two whole years or quarters with a positive total are needed to compare.")
    if seen.change_interval is None:
        return _("At times the total is so close to zero that shares of it swing wildly; read the money instead.")
    return _(
        "The share changed by {change} percentage points, with an interval of {low} to {high}. Parts of a "
        "period are shown, but not compared.",
        change=_points(seen.change), low=_points(seen.change_interval.low),
        high=_points(seen.change_interval.high),
    )  # fmt: skip


def finite(value: float) -> float | None:
    """Give a number, or None where it is missing or infinite, as results.json asks.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float or None
        None where a file of JSON could not hold it.
    """
    return float(value) if math.isfinite(value) else None


def _without_infinity(table: pd.DataFrame) -> pd.DataFrame:
    """Leave open ends of intervals blank."""
    return table.replace(math.inf, math.nan)


def _ends(interval: Interval | None) -> dict[str, float | int | str | None]:
    return {
        "low": finite(interval.low) if interval else None, "high": finite(interval.high) if interval else None,
    }  # fmt: skip


def _points(change: float) -> str:
    """Write a change of a share in percentage points, with its sign."""
    text = number(100 * change, 1)
    return f"+{text}" if round(change, 3) > 0 else text
