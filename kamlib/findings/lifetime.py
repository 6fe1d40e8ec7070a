"""Chapter 4, what customers are worth over their life, and what keeping more of them is worth (K17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.tiers import TIERS
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.past_tiers import past_tiers
from kamlib.findings.spec import FindingSpec
from kamlib.findings.two_years import not_alike
from kamlib.findings.watch import order_days
from kamlib.keep.rules import known_at
from kamlib.periods.day_numbers import number_of
from kamlib.requirements import Needs
from kamlib.value import lifetimes
from kamlib.value.lifetimes import AWAY, DISCOUNT, WAYS
from kamlib.value.shares import wilson
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("lifetime", "K17", "leaving", "4-3-lifetime-value", needs=Needs(years=2))

#: Customers below which no retention is worked out.
FEWEST = 20

#: Retention above which five points more are not a goal: almost all customers stay already.
HIGH = 0.90

#: Part of the value from which that of customers with a single order is told apart.
MUCH = 0.05

_STATES = (*TIERS, AWAY)


@dataclass(frozen=True, eq=False)
class Values:
    """What customers are worth by each way.

    ``table`` has a row per way: ``way``, ``value`` of all customers of today with ``low`` and ``high``, and what
    it would have said a year ago of the year since: ``said``, ``came``, ``error`` (mean absolute, a customer);
    ``customers`` has ``customer_id``, ``year`` and ``simple`` (its value); ``stays`` is the share of customers
    that buys again a year later, of ``pairs`` customer years; ``once`` is how many of today's customers have a
    single order so far, and ``once_values`` what these are worth by each way that found a value.
    """

    table: pd.DataFrame
    customers: pd.DataFrame
    stays: float
    pairs: int
    converged: bool
    once: int
    once_values: tuple[float, ...]


def lifetime(client: Client) -> Finding:
    """Say what the customers of today are worth over their life, and what five points of retention add (K17).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each way, with a naive baseline.
    """
    from kamlib.figures import lifetime as figure

    unknown, found = not_alike(client, SPEC, today=True), valued(client)
    if unknown is not None:
        return unknown
    if found is None:
        return insufficient_data(client, SPEC, _("Too few customers to work out what keeping them is worth"),
                                 _("At least {n} customers with an order in the year before are needed.",
                                   n=count(FEWEST)))  # fmt: skip
    ends = wilson(round(found.stays * found.pairs), found.pairs)
    facts = {
        "stays": found.stays, "stays_low": ends[0], "stays_high": ends[1],
        "points_gain": lifetimes.gains(found.stays, DISCOUNT),
        "point_loss": -lifetimes.gains(found.stays, DISCOUNT, step=-0.01) if found.stays > 0.01 else float("nan"),
        "per_cent_gain": lifetimes.gains(found.stays, DISCOUNT, points=False),
        "value": float(found.table["value"].iloc[0]), "negative": int((found.customers["year"] < 0).sum()),
        "converged": int(found.converged),
    }  # fmt: skip
    return Finding(
        SPEC, _title(client, found, facts), _summary(client, found, facts), _evidence(found), source_of(client),
        facts={name: None if np.isnan(value) else value for name, value in facts.items()},
        draw=partial(figure.retention_map, found.stays, ends, discount=DISCOUNT),
        alt=figure.retention_map_alt(found.stays, ends, discount=DISCOUNT), advice=_advice(found, facts),
        notes=_notes(client),
    )  # fmt: skip


@cached_per_client
def valued(client: Client) -> Values | None:
    """Work out what the customers of the last twelve months are worth, by each way.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Values or None
        None where too few customers bought in the year before.
    """
    years = past_tiers(client).table[["customer_id", "period", "tier", client.basis]]
    years = years.rename(columns={"tier": "state", client.basis: "margin"})
    years = years[years["state"].isin(TIERS)]
    periods = sorted(years["period"].unique())
    if len(periods) < 2 or (years["period"] == periods[-2]).sum() < FEWEST:
        return None
    moves = lifetimes.moves(years, TIERS)
    stays = lifetimes.retention(moves, len(TIERS))
    now = years[years["period"] == periods[-1]].sort_values("customer_id")
    who, year = now["customer_id"].astype("str").to_numpy(), now["margin"].to_numpy(dtype="float64")
    state = now["state"].map(TIERS.index).to_numpy()
    likely, fitted = _probable(client, now, pd.Timestamp(periods[-1]))
    ends = lifetimes.bootstrap(moves, who, year, state, likely.value, len(_STATES),
                               influence=(fitted, likely.influence))  # fmt: skip
    each = {
        "simple": lifetimes.simple(year, stays),
        "chain": lifetimes.by_chain(state, moves, len(_STATES)),
        "probabilistic": likely.value if likely.converged else np.full(len(who), np.nan),
    }  # fmt: skip
    rows = [
        {"way": way, "value": float(each[way].sum()), "low": ends[way][0], "high": ends[way][1]} for way in WAYS
    ]
    table = pd.DataFrame(rows)
    table.loc[table["value"].isna(), ["low", "high"]] = np.nan
    table = pd.concat([table, pd.DataFrame([{"way": "baseline"}])], ignore_index=True)
    table = table.merge(_a_year_ago(client, years, periods), on="way", how="left")
    customers = pd.DataFrame({"customer_id": who, "year": year, "simple": each["simple"]})
    once = client.accounts.set_index("customer_id")["orders"].reindex(who).to_numpy() == 1
    of_once = tuple(float(one[once].sum()) for one in each.values() if not np.isnan(one).any())
    pairs = int((moves.before < len(TIERS)).sum())
    return Values(table, customers, stays, pairs, likely.converged, int(once.sum()), of_once)


def _probable(
    client: Client, now: pd.DataFrame, end: pd.Timestamp, *, only_next: bool = False
) -> tuple[lifetimes.Probable, np.ndarray]:
    """Work out the probabilistic values of some customers by their days of buying; return who was fitted."""
    book, morning = order_days(client), number_of(end) + 1
    known = known_at(book, morning, fewest=1, active=10**6)
    bought = book.at(morning - 1)
    sales = np.bincount(bought.who, bought.money, minlength=len(book.ids))[known.who]
    ids = book.ids[known.who].astype("str")
    at = pd.Index(ids).get_indexer(pd.Index(now["customer_id"].astype("str")))
    revenue = client.accounts.set_index("customer_id")["revenue"].reindex(ids).to_numpy(dtype="float64")
    earned = client.accounts.set_index("customer_id")[client.basis].reindex(ids).to_numpy(dtype="float64")
    margin = np.where(revenue > 0, earned / np.where(revenue > 0, revenue, 1.0), 0.0)
    found = lifetimes.probable(known.days.astype("float64"), known.silent.astype("float64"),
                               known.age.astype("float64"), sales / known.days, margin,
                               of=None if only_next else at,
                               years=1 if only_next else lifetimes.YEARS)  # fmt: skip
    return replace(found, value=found.value[at], next_year=found.next_year[at]), ids


def _a_year_ago(client: Client, years: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """Compare what each way would have said a year ago of the year since with what came."""
    if len(periods) < 3:
        return pd.DataFrame({"way": [*WAYS, "baseline"], "said": np.nan, "came": np.nan, "error": np.nan})
    then = years[years["period"] == periods[-2]].sort_values("customer_id")
    last = years[years["period"] == periods[-1]].set_index("customer_id")["margin"]
    came = last.reindex(then["customer_id"]).fillna(0.0).to_numpy()
    moves = lifetimes.moves(years[years["period"] < periods[-1]], TIERS)
    year, state = then["margin"].to_numpy(), then["state"].map(TIERS.index).to_numpy()
    size = len(_STATES)
    said = {
        "simple": year * lifetimes.retention(moves, len(TIERS)),
        "chain": (lifetimes.matrix(moves, size) @ lifetimes.state_margins(moves, size))[state],
        "probabilistic": _probable(client, then, pd.Timestamp(periods[-2]), only_next=True)[0].next_year,
        "baseline": year,
    }  # fmt: skip
    return pd.DataFrame([
        {"way": way, "said": float(one.sum()), "came": float(came.sum()),
         "error": float(np.abs(one - came).mean())} for way, one in said.items()
    ])  # fmt: skip


def _title(client: Client, found: Values, facts: dict[str, float | int]) -> str:
    if facts["value"] <= 0:
        return _("All customers together lose money: at today's terms keeping more of them adds to the loss")
    if np.isnan(facts["points_gain"]) and np.isnan(facts["point_loss"]):
        return _("{share} of the customers buy again a year later", share=percent(found.stays))
    if found.stays > HIGH:
        return _("{share} of the customers buy again a year later; each point less takes {loss} of their lifetime "
                 "value", share=percent(found.stays), loss=percent(facts["point_loss"]))  # fmt: skip
    return _("Five points more retention raise the lifetime value of customers by {gain}, and next year's {basis} "
             "by {year}", gain=percent(facts["points_gain"]), basis=lower_first(client.basis),
             year=percent(0.05 / found.stays))  # fmt: skip


def _summary(client: Client, found: Values, facts: dict[str, float | int]) -> str:
    known = found.table[found.table["value"].notna()]
    low, high = (money(value, client.currency) for value in (known["value"].min(), known["value"].max()))
    worth = _(
        "{share} of customers buy again a year later. By each of {n} ways of working it out, customers of today "
        "are worth {low} from the coming year on.",
        share=percent(found.stays), n=count(len(known)), low=low,
    ) if low == high and len(known) > 1 else _(
        "{share} of customers buy again a year later. By {n} ways of working it out, customers of today are worth "
        "{low} to {high} from the coming year on.",
        share=percent(found.stays), n=count(len(known)), low=low, high=high,
    )  # fmt: skip
    worth = sentences(worth, _of_once(client, found))
    gains = facts["per_cent_gain"] > 0 and facts["value"] > 0
    less = _("Five per cent fewer defections, which is less than five points, add {gain}.",
             gain=percent(facts["per_cent_gain"], 1)) if gains else ""  # fmt: skip
    largest = _most_valuable(client, found)
    gone = n_("{n} customer has a negative value unless its terms change.",
              "{n} customers have a negative value unless their terms change.",
              int(facts["negative"])) if facts["negative"] else ""  # fmt: skip
    failed = "" if found.converged else _("The probabilistic way found no stable answer on these orders and is "
                                          "left out.")  # fmt: skip
    return sentences(worth, less, largest, gone, failed)


def _of_once(client: Client, found: Values) -> str:
    """Say what of the value is that of customers with a single order, where that is much.

    They stay in: without them retention would be that of customers that came back, and too high. But whether one
    comes back its own orders do not show, so that its value is what all others did.
    """
    sums = found.table["value"].dropna().abs()
    if not found.once or all(abs(own) < MUCH * all_ for own, all_ in zip(found.once_values, sums, strict=True)):
        return ""
    low, high = (money(end(found.once_values), client.currency) for end in (min, max))
    words = {"span": low if low == high else _("{low} to {high}", low=low, high=high)}
    return n_(
        "Of this, {span} is that of {n} customer with a single order so far: whether it buys again is judged by "
        "others.",
        "Of this, {span} is that of {n} customers with a single order so far: whether they buy again is judged "
        "by others.",
        found.once, **words,
    )  # fmt: skip


def _most_valuable(client: Client, found: Values) -> str:
    """Say what losing the best customer takes; a single occasion does not come back every year."""
    once = found.customers["customer_id"].isin(list(judged(client).occasional))
    ranked = found.customers[~once].sort_values(["year", "customer_id"], ascending=[False, True])
    top = ranked[ranked["year"] > 0].head(1)
    if top.empty:
        return ""
    return _("Losing {name}, the most valuable, takes {year} a year and {life} over its life.",
             name=client.named(top[["customer_id"]])["name"].iloc[0],
             year=money(float(top["year"].iloc[0]), client.currency),
             life=money(float(top["simple"].iloc[0]), client.currency))  # fmt: skip


def _evidence(found: Values) -> pd.DataFrame:
    table = found.table.assign(way=[label(f"way_{way}") for way in found.table["way"]])
    names = {"way": "lifetime_way", "value": "lifetime_value", "low": "value_low", "high": "value_high",
             "said": "said_a_year_ago", "came": "came_since", "error": "error_each"}  # fmt: skip
    table = table.rename(columns=names)
    return table[[c for c in names.values() if table[c].notna().any()]]


def _advice(found: Values, facts: dict[str, float | int]) -> tuple[Advice, ...]:
    """Ask for a goal; what five points are worth is in the title, and no step of its own recovers it."""
    if facts["value"] <= 0:
        return ()
    if found.stays > HIGH:
        text = _("Hold retention at {now}, and look at what customers that stay move elsewhere: those that "
                 "shrink, and the share that you supply.", now=percent(found.stays))  # fmt: skip
        why = _("Holding recovers nothing; the steps about customers that may leave or that shrink do.")
        return (Advice(text, "role_general_manager", 90, None, "held", why),)
    if np.isnan(facts["points_gain"]):
        return ()
    text = _("Set a goal for retention: {now} today, five points more in two years; review it with the list of "
             "those that may leave.", now=percent(found.stays))  # fmt: skip
    why = _("The goal recovers nothing by itself; the steps about customers that may leave do.")
    return (Advice(text, "role_general_manager", 90, None, "held", why),)


def _notes(client: Client) -> tuple[str, ...]:
    about = _(
        "Values of {basis} from the coming year on, discounted by {rate} a year. Simple: last year times r / (1 + "
        "i − r). Chain: moves between tiers, returns included.",
        basis=lower_first(client.basis), rate=percent(DISCOUNT),
    )  # fmt: skip
    model = (
        _("Probabilistic: BG/NBD and gamma-gamma.") if client.basis == "revenue"
        else _("Probabilistic: BG/NBD and gamma-gamma at each customer's own margin.")
    )  # fmt: skip
    return (sentences(about, model, _("Baseline: next year as last year.")),)
