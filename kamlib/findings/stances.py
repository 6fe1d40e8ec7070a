"""Chapter 2, one stance for each customer: reward, motivate, cultivate or part with (K2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify import frequency
from kamlib.classify.stances import REASONS, STANCES, assign_stances
from kamlib.findings.finding import Finding, nothing_found, source_of
from kamlib.findings.judgement import judged, renamed
from kamlib.findings.parting import LOSES, kept_all_the_same, missed, step_for
from kamlib.findings.product_losses import product_losses
from kamlib.findings.recoverable import LEAST_MONTHS, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.stance_words import lately, months_known, reasons
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import clauses, enumerated, listed, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("stances", "K2", "key_accounts", "1-2-eighty-twenty", frame=True)

#: How many customers of a stance are named, and from how many customers on fifths are told apart.
NAMED, FEWEST = 3, 10

#: Part of the customers that have not left from which on one stance for them all says nothing of any of them.
ALIKE = 0.9

#: The reason of who has left by itself and is not worth winning back.
_GONE = "lost_small"

#: The reason of who has left, and is asked once why: part of those to motivate.
_WIN_BACK = "lost_valuable"


@cached_per_client
def stanced(client: Client) -> pd.DataFrame:
    """Give each customer its stance, with what it was decided by.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per customer, those that count most first within a stance: the columns of
        ``key_accounts.KeyAccounts.table`` with ``stance``, ``stance_reason``, ``object``, ``year`` and
        ``year_revenue`` (contribution and revenue of the last twelve months, or what there is of them, in
        currency units).
    """
    keys, now = judged(client).keys, today(client)
    known = client.buyers[["customer_id", "first_date", "last_date", "active_months", "largest_month_share"]]
    table = keys.table.merge(known, on="customer_id")
    who = table["customer_id"].tolist()
    if now.base.months >= LEAST_MONTHS:
        year, sold = (now.a_year(who, column) / now.factor for column in (client.basis, "revenue"))
        table = table.assign(year=year.to_numpy(), year_revenue=sold.to_numpy())
    else:
        table = table.assign(year=table["contribution"], year_revenue=table["revenue"])
    table["by_products"] = table["customer_id"].isin(list(product_losses(client)))
    table["fresh"] = _fresh(table)
    table["months_between"] = frequency.months_between(table)
    table["long"] = (table["last_date"] - table["first_date"]).dt.days >= keys.loyal_days
    known_loss = table if client.basis != "revenue" else table.assign(year=table["year"].clip(lower=0.0))
    found = table.merge(assign_stances(known_loss), on="customer_id")  # net credits of a year are no loss
    size = found["year"].abs().where(found["silence"] != "lost", 0.0)
    found = found.assign(_at=found["stance"].map(STANCES.index), _size=-size, _sum=-found["contribution"].abs())
    found = found.sort_values(["_at", "_size", "_sum", "customer_id"], ignore_index=True)
    return client.named(found.drop(columns=["_at", "_size", "_sum"]))


def _fresh(table: pd.DataFrame) -> pd.Series:
    """Return whose only order is more recent than orders usually are apart: the next one is not due yet."""
    return (table["orders"] <= 1) & (table["recency_days"] <= float(table["usual_gap"].median()))


def stances(client: Client) -> Finding:
    """Show how many customers get each stance, what they bring a year, and what comes next (K2).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each stance and reason.
    """
    from kamlib.figures import stances as figure

    table = stanced(client)
    rows = grouped(table)
    sums, once = _bars(table), int((table["stance_reason"] == _WIN_BACK).sum())
    sizes, gone = table["stance"].value_counts(), int(sums["size"].get("left", 0))
    facts = {f"{stance}_customers": int(sizes.get(stance, 0)) for stance in STANCES} | {"gone": gone}
    if facts["reward_customers"] >= ALIKE * (len(table) - gone):
        return _nobody_apart(client, facts)
    losing = table[(table["year"] < 0) & (table["contribution"] < 0)]
    parted = table[table["stance_reason"] == LOSES]
    return Finding(
        SPEC, _title(sums["size"], once),
        sentences(_summary(client, parted, losing), _fifths_said(client, table)),
        _evidence(client, table, rows), source_of(client),
        facts={"customers": len(table), **facts, "part_year": round(-_loss(client, parted), 2) + 0.0},
        draw=partial(figure.stance_bars, sums, basis=client.basis, currency=client.currency),
        alt=figure.stance_bars_alt(sums, basis=client.basis, currency=client.currency), notes=_notes(client),
    )  # fmt: skip


def grouped(table: pd.DataFrame) -> pd.DataFrame:
    """Add up the customers of each stance and reason, in the order in which reasons decide.

    Parameters
    ----------
    table : pandas.DataFrame
        From `stanced`.

    Returns
    -------
    pandas.DataFrame
        ``stance``, ``stance_reason``, ``customers``, ``year``, ``year_revenue`` and ``led_by`` (names).
    """
    by = table.groupby(["stance", "stance_reason"], as_index=False)
    rows = by.agg(customers=("customer_id", "size"), year=("year", "sum"), year_revenue=("year_revenue", "sum"))
    first = by["name"].agg(lambda names: listed([str(name) for name in names[:NAMED]]))
    rows["led_by"] = first["name"]
    order = list(REASONS)
    rows = rows.assign(_at=rows["stance"].map(STANCES.index), _why=rows["stance_reason"].map(order.index))
    return rows.sort_values(["_at", "_why"], ignore_index=True).drop(columns=["_at", "_why"])


def _bars(table: pd.DataFrame) -> pd.DataFrame:
    """Add up each stance, those that have left by themselves: nobody parts with them any more."""
    left = table["stance_reason"] == _GONE
    rows = [*STANCES, *(["left"] if left.any() else [])]
    sums = table.groupby(table["stance"].mask(left, "left"))["year"].agg(["size", "sum"])
    return pd.DataFrame(sums.reindex(rows, fill_value=0))


def _title(sizes: pd.Series, once: int) -> str:
    """Say how many customers get each stance that anybody gets, `once` lost ones among them; then who left."""
    gone = int(sizes.get("left", 0))
    told = [(stance, int(sizes[stance])) for stance in STANCES if sizes[stance]]
    said = [
        n_("{stance} {n} customer", "{stance} {n} customers", n, stance=label(stance)) if not at
        else _("{stance} {n}", stance=lower_first(stance), n=count(n))
        for at, (stance, n) in enumerate(told)
    ]  # fmt: skip
    if once:
        at = [stance for stance, _n in told].index("motivate")
        said[at] = (
            n_("{part} (lost)", "{part} (all lost)", once, part=said[at]) if once == told[at][1] else
            n_("{part} ({n} of them lost)", "{part} ({n} of them lost)", once, part=said[at])
        )  # fmt: skip
    left = n_("{n} customer has left", "{n} customers have left", gone) if not told else \
        n_("{n} more has left", "{n} more have left", gone)  # fmt: skip
    return clauses(part for part in (enumerated(said), left if gone else "") if part)


def _nobody_apart(client: Client, facts: dict[str, int]) -> Finding:
    """Say that nearly all customers are to be kept as they are: four stances say nothing of any of them then."""
    title = n_(
        "{steady} of {n} customer buys steadily or more: no four stances are needed",
        "{steady} of {n} customers buy steadily or more: no four stances are needed",
        sum(facts[f"{stance}_customers"] for stance in STANCES), steady=count(facts["reward_customers"]),
    )  # fmt: skip
    return nothing_found(
        client, SPEC, title, _("The table of all customers has the stance of each, with its reason and next step.")
    )


def _summary(client: Client, parted: pd.DataFrame, losing: pd.DataFrame) -> str:
    how = _(
        "Each customer has one stance; its reason and next step are in the table of all customers. The first "
        "reason that holds decides."
    )
    if not len(parted):
        return how
    words = {"loss": money(_loss(client, parted), client.currency), "basis": lower_first(client.basis),
             "lately": lately(client)}  # fmt: skip
    if len(losing) > len(parted):
        return sentences(how, n_(
            "Of the {all} customers that lost money over the whole period and {lately}, {n} is to be "
            "parted with ({loss} of {basis} a year).",
            "Of the {all} customers that lost money over the whole period and {lately}, {n} are to "
            "be parted with ({loss} of {basis} a year).",
            len(parted), all=count(len(losing)), **words,
        ), kept_all_the_same(losing))  # fmt: skip
    return sentences(how, n_(
        "{n} customer lost money over the whole period and {lately}: {loss} of {basis} a year.",
        "{n} customers lost money over the whole period and {lately}: {loss} of {basis} a year.",
        len(parted), **words,
    ))  # fmt: skip


def _loss(client: Client, parted: pd.DataFrame) -> float:
    """Return what those to be parted with lose a year."""
    return -float(parted["year"].sum()) * today(client).to_a_year


def fifths(table: pd.DataFrame) -> tuple[float, float, float] | None:
    """Add up what the best fifth, the three fifths in the middle and the last fifth bring in a year (20/60/20).

    Customers that are lost are in no fifth: most of a book of many years would be zeros.

    Parameters
    ----------
    table : pandas.DataFrame
        From `stanced`.

    Returns
    -------
    tuple of float or None
        Currency units a year; None of fewer than ten customers, of whom a fifth is one.
    """
    table = table[table["silence"] != "lost"] if "silence" in table else table
    if len(table) < FEWEST:
        return None
    year = table["year"].sort_values(ascending=False).to_numpy(dtype="float64")
    part = round(len(year) / 5)
    sums = (year[:part].sum(), year[part : len(year) - part].sum(), year[len(year) - part :].sum())
    return (float(sums[0]), float(sums[1]), float(sums[2]))


def _fifths_said(client: Client, table: pd.DataFrame) -> str:
    sums = fifths(table)
    if sums is None:
        return ""
    best, middle, last = (money(one, client.currency) for one in sums)
    return n_("By {basis} of the last {n} month the best fifth of the customers that are not lost bring {best}, "
              "the three fifths in the middle {middle}, the last fifth {last}.",
              "By {basis} of the last {n} months the best fifth of the customers that are not lost bring {best}, "
              "the three fifths in the middle {middle}, the last fifth {last}.",
              months_known(client), basis=lower_first(client.basis), best=best, middle=middle,
              last=last)  # fmt: skip


def _evidence(client: Client, each: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    kept = int(((each["stance_reason"] == LOSES) & each["customer_id"].isin(list(missed(client)))).sum())
    table = rows.assign(
        next_step=[step_for(why, n, kept) for why, n in zip(rows["stance_reason"], rows["customers"],
                                                            strict=True)],
        stance_reason=[label(f"why_{reason}") for reason in rows["stance_reason"]],
        stance=[_in_words(stance, why) for stance, why in zip(rows["stance"], rows["stance_reason"], strict=True)],
    ).rename(columns={"year": "year_basis"})  # fmt: skip
    table = renamed(table, client.basis)
    year = [] if client.basis == "revenue" else [f"{client.basis}_last_months"]
    return table[["stance", "stance_reason", "customer_count", "year_revenue", *year, "led_by", "next_step"]]


def _in_words(stance: str, reason: str) -> str:
    """Name a stance; nobody parts with a customer that has left by itself."""
    return label("left" if reason == _GONE else stance)


def _notes(client: Client) -> tuple[str, ...]:
    notes = [_("A customer buys less where its revenue of the last 12 months is at least a quarter below that of "
               "the 12 months before.")]  # fmt: skip
    notes.append(_("Whether a customer disrupts the market, by dumping or by resale into other regions, cannot be "
                   "seen in order lines: ask the sales staff before you reward it."))  # fmt: skip
    if client.basis == "revenue":
        notes.append(_("The orders contain no costs: customers that lose money cannot be named, so there is "
                       "nobody to part with."))  # fmt: skip
    return tuple(notes)


def stance_columns(client: Client, frame: pd.DataFrame) -> pd.DataFrame:
    """Add to a list of customers the stance of each with its reason and next step, in words.

    Parameters
    ----------
    client : Client
        The client's tables.
    frame : pandas.DataFrame
        One row per customer, with ``customer_id``; cells are empty where no stance is known.

    Returns
    -------
    pandas.DataFrame
        A copy with ``stance``, ``stance_reason``, ``next_step`` and ``object``.
    """
    known = stanced(client).to_dict("records")
    kept = missed(client)
    whys = [(str(row["stance_reason"]), int(str(row["customer_id"]) in kept)) for row in known]
    steps = {(why, missing): step_for(why, 1, missing) for why, missing in set(whys)}
    names = ("stance", "stance_reason", "next_step", "object")
    said = {
        str(row["customer_id"]): (
            _in_words(row["stance"], row["stance_reason"]), reason, steps[why], label(row["object"]),
        )
        for row, reason, why in zip(known, reasons(known, client), whys, strict=True)
    }  # fmt: skip
    each = [said.get(str(who), ("", "", "", "")) for who in frame["customer_id"]]
    return frame.assign(**{name: [words[at] for words in each] for at, name in enumerate(names)})
