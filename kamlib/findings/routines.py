"""Chapter 5, how customers are kept: five methods and five routines, the weakest first (K18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import keeps, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.watch import watch
from kamlib.keep.routines import METHODS, ROUTINES, audit
from kamlib.manage.met import diary_ends
from kamlib.words import _, count, date, label, percent
from kamlib.words.phrases import enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

SPEC = FindingSpec("routines", "K18", "care", "4-4-retention-plan")

#: What a complete line of the customer table says.
FIELDS = ("name", "industry", "region", "owner")

#: Tables that the methods are seen in, besides those of orders and customers.
TABLES = ("activities", "survey", "exits", "deals")

#: What is seen in visits.
_OF_DIARY = ("time_by_profit", "attention", "contact")

_BEST = ("platinum", "gold")


def routines(client: Client) -> Finding:
    """Say which of the methods and routines of keeping customers the tables show, the weakest first (K18).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each of the ten, with its question.
    """
    table = audit(shown(client))
    known = table[table["score"].notna()]
    weak = known[known["standing"] == "weak"]
    rows = pd.DataFrame({
        "routine": [label(f"routine_{one}") for one in table["routine"]], "indicator_seen": table["seen"],
        "routine_standing": [label(f"standing_{one}") for one in table["standing"]],
        "routine_question": [label(f"question_{one}") for one in table["routine"]],
    })  # fmt: skip
    return Finding(
        SPEC, _title(known, weak, _lacking(client, table)), _summary(known, weak, len(table)), rows,
        source_of(client),
        facts={"known": len(known), "weak": len(weak), "of": len(METHODS) + len(ROUTINES)},
        advice=_advice(client, known),
        notes=(_("An indicator goes from 0% (nothing of it is seen) to 100%. Below a third a method is weak, from "
                 "two thirds on it is in use."), *diary_ended(client)),
    )  # fmt: skip


@cached_per_client
def shown(client: Client) -> dict[str, float | None]:
    """Return the indicator of each method and routine that the tables allow.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Name → from 0 to 1; those that the tables do not show are left out, and those that are seen in visits
        where the records of visits end long before the orders do.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings.routines import shown
    >>> "contact" in shown(kam.load("machinery"))
    True
    """
    tiers = judged(client).tiers.table
    best = set(tiers.loc[tiers["tier"].isin(_BEST), "customer_id"].astype("str"))
    bought = set(client.accounts_within(today(client).window)["customer_id"].astype("str"))
    best &= bought
    found = {
        "ask": _asked(client, best), "analyse": _examined(client), "brand": _recommended(client),
        "database": _complete(client), "wins_and_losses": _lost_deals(client),
    }  # fmt: skip
    if diary_ends(client) is None:
        found |= {
            "time_by_profit": _time(client, best), "attention": _attended(client, bought),
            "contact": _contacted(client, best),
        }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None and not np.isnan(value)}


def diary_ended(client: Client) -> tuple[str, ...]:
    """Say until when the diary runs, where it ends long before the orders do.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    tuple of str
        None, or a sentence in the language in use.
    """
    last = diary_ends(client)
    if last is None:
        return ()
    return (
        _("The records of visits end on {day}, long before the orders do: what they would show of the last year "
          "is not judged.", day=date(last)),
    )  # fmt: skip


def _share(some: set[str], of: set[str]) -> float | None:
    return len(some & of) / len(of) if of else None


def _since(client: Client, frame: pd.DataFrame, days: int) -> set[str]:
    """Return the customers with a row in the last days."""
    dates = pd.to_datetime(frame["date"]).dt.normalize()
    end = today(client).base.last
    recent = frame[(dates > end - pd.Timedelta(days=days)) & (dates <= end)]
    return set(recent["customer_id"].astype("str"))


def _asked(client: Client, best: set[str]) -> float | None:
    return None if client.survey is None else _share(_since(client, client.survey, 365), best)


def _examined(client: Client) -> float | None:
    if client.exits is None:
        return None
    states = watch(client).states
    gone = set(states.index[states["state"] == "gone"].astype("str"))
    return _share(set(client.exits["customer_id"].astype("str")), gone)


def _recommended(client: Client) -> float | None:
    if client.survey is None or not client.has("survey.recommend"):
        return None
    scores = client.survey["recommend"].dropna()
    return float((scores >= 9).mean()) if len(scores) else None


def _complete(client: Client) -> float | None:
    table = client.customers
    if table is None:
        return 0.0
    rows = table[table["customer_id"].isin(client.buyers["customer_id"])]
    held = [rows[field].notna().mean() if field in rows else 0.0 for field in FIELDS]
    return float(np.mean(held)) if len(rows) else 0.0


def _time(client: Client, best: set[str]) -> float | None:
    """Return the share of activities that go to the best tiers over their share of what customers bring."""
    diary = client.activities
    if diary is None or not len(diary):
        return None
    worth = client.accounts_within(today(client).window).set_index("customer_id")[client.basis].clip(lower=0.0)
    total, theirs = float(worth.sum()), float(worth[worth.index.isin(list(best))].sum())
    year = periods.filter_window(diary.assign(date=pd.to_datetime(diary["date"])), today(client).window)
    if total <= 0 or theirs <= 0 or not len(year):
        return None
    return float(min(1.0, year["customer_id"].isin(list(best)).mean() / (theirs / total)))


def _attended(client: Client, bought: set[str]) -> float | None:
    """Return the share of the best fifth by last year's contribution with an activity in that year."""
    if client.activities is None:
        return None
    year = today(client).a_year(sorted(bought), client.basis).sort_values(ascending=False, kind="stable")
    top = set(year.head(max(1, round(len(year) / 5))).index.astype("str")) if len(year) else set()
    return _share(_since(client, client.activities, 365), top)


def _lost_deals(client: Client) -> float | None:
    if client.deals is None or not client.has("deals.closed"):
        return None
    closed = client.deals["closed"].notna()
    return float(closed.mean())


def _contacted(client: Client, best: set[str]) -> float | None:
    return None if client.activities is None else _share(_since(client, client.activities, 91), best)


def _lacking(client: Client, table: pd.DataFrame) -> str:
    """Say which tables are missing, where they would show most of the methods; nothing where most are known."""
    lacking = [name for name in TABLES if getattr(client, name) is None]
    unknown = table.loc[table["score"].isna(), "routine"]
    unknown = len(unknown) if diary_ends(client) is None else int((~unknown.isin(_OF_DIARY)).sum())
    if not lacking or unknown <= len(table) / 2:
        return ""
    return _("{n} of {of} methods of keeping customers cannot be checked: the data lacks {tables}",
             n=count(unknown), of=count(len(table)),
             tables=enumerated([lower_first(name) for name in lacking]))  # fmt: skip


def _title(known: pd.DataFrame, weak: pd.DataFrame, lacking: str) -> str:
    if lacking or not len(known):
        return lacking or _("The tables do not show how customers are kept")
    first = known.iloc[0]
    name = lower_first(f"routine_{first['routine']}")
    if len(known) == 1:
        return _one_seen(name, float(first["score"]), weak=bool(len(weak)))
    if not len(weak):
        return _("No method of keeping customers is weak by the tables; the lowest is {name} ({share})", name=name,
                 share=percent(float(first["score"])))  # fmt: skip
    return _("The weakest method of keeping customers is {name} ({share})", name=name,
             share=percent(float(first["score"])))  # fmt: skip


def _one_seen(name: str, score: float, *, weak: bool) -> str:
    """Say how the only method that the tables show does: it is neither the lowest nor the weakest of anything."""
    if weak:
        return _("The only method of keeping customers that the tables show is weak: {name} ({share})", name=name,
                 share=percent(score))  # fmt: skip
    return _("The only method of keeping customers that the tables show is not weak: {name} ({share})", name=name,
             share=percent(score))  # fmt: skip


def _summary(known: pd.DataFrame, weak: pd.DataFrame, of: int) -> str:
    said = _("The tables show {n} of the {of} methods and routines; the others need an answer to their question.",
             n=count(len(known)), of=count(of))  # fmt: skip
    if not len(weak):
        return said
    names = enumerated([lower_first(f"routine_{one}") for one in weak["routine"]])
    return sentences(said, _("Weak by the tables: {names}.", names=names))


def _advice(client: Client, known: pd.DataFrame) -> tuple[Advice, ...]:
    if not len(known):
        return ()
    first = str(known.iloc[0]["routine"])
    if len(known) == 1:
        unseen = first == "database" and client.customers is None  # they may well have one
        return _advice_on_one(first) if known.iloc[0]["standing"] == "weak" and not unseen else ()
    text = _("Start with the lowest: {name}. Answer its question with those responsible: {question}",
             name=lower_first(f"routine_{first}"), question=label(f"question_{first}"))  # fmt: skip
    return (Advice(text, "role_sales_director", 60, None, "held", keeps()),)


def _advice_on_one(name: str) -> tuple[Advice, ...]:
    """Advise to see to the only method that the tables show, where it is weak."""
    text = _("Take up {name}: it is weak, and the only one that the tables show. Answer its question with those "
             "responsible: {question}", name=lower_first(f"routine_{name}"),
             question=label(f"question_{name}"))  # fmt: skip
    return (Advice(text, "role_sales_director", 60, None, "held", keeps()),)
