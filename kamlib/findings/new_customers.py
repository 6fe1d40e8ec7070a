"""Chapter 6, which prospects resemble the best customers, where that was worth something on earlier days (K14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.findings.finding import Advice, Finding, insufficient_data, nothing_found, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.manage import development
from kamlib.manage.development.look_alikes import FEWEST, NAMES
from kamlib.requirements import Needs
from kamlib.words import _, count, n_, percent
from kamlib.words.phrases import enumerated, lower_first, sentences

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.development.look_alikes import LookAlikes

SPEC = FindingSpec("new_customers", "K14", "growth", "3-6-developing", heads=False, on_request="prospects",
                   needs=Needs(("prospects.prospect_id", "prospects.name")))  # fmt: skip

#: Prospects that the step names.
NAMED = 3


@cached_per_client
def measured(client: Client) -> LookAlikes | None:
    """Return who resembles the best customers; None where too few bought in the last year.

    Parameters
    ----------
    client : Client
        The client's tables, with prospects.

    Returns
    -------
    LookAlikes or None
    """
    try:
        return development.look_alikes(client)
    except ValueError:
        return None


def new_customers(client: Client) -> Finding:
    """Rank the prospects by how they resemble the best customers, where that told the best of earlier days (K14).

    Parameters
    ----------
    client : Client
        The client's tables, with prospects.

    Returns
    -------
    Finding
        Its evidence has a row for each prospect, the most similar first.
    """
    found = measured(client)
    if found is None or found.prospects_backtest.empty:
        return insufficient_data(
            client, SPEC, _("Which prospects resemble the best customers cannot be judged"),
            _("It takes {n} customers that bought in a year, orders of two years, and the industry, region or "
              "kind of customers and prospects.", n=count(FEWEST)),
        )  # fmt: skip
    facts = _facts(found)
    if not found.prospects_proven:
        return nothing_found(
            client, SPEC, _("Prospects cannot be ranked by how they resemble the best customers"),
            sentences(_tried(facts), _("That is not beyond chance, so a list of look-alikes would be a guess.")),
        )  # fmt: skip
    table = _evidence(client, found)
    return Finding(
        SPEC, _title(table), _tried(facts), table, source_of(client), facts=facts, advice=_advice(table),
        notes=_notes(found), behind={"look_alikes_checked": _checked(found)},
    )  # fmt: skip


def _facts(found: LookAlikes) -> dict[str, Any]:
    tried = found.prospects_backtest
    alike = int(tried["look_alikes"].sum())
    return {
        "prospects": len(found.prospects), "days": len(tried), "look_alikes": alike,
        "became_best": int(tried["became_best"].sum()), "rate": float(tried["became_best"].sum()) / alike,
        "chance": float((tried["chance"] * tried["look_alikes"]).sum()) / alike,
    }  # fmt: skip


def _title(table: pd.DataFrame) -> str:
    return n_("The prospect that most resembles the best customers is {first}, of {n}",
              "Of {n} prospects, {first} most resembles the best customers",
              len(table), first=table["name"].iloc[0])  # fmt: skip


def _tried(facts: dict[str, Any]) -> str:
    return n_(
        "On {n} earlier day, {became} of {alike} customers that resembled the best became one of them within a "
        "year ({rate}); of all that were not yet among the best, {chance} did.",
        "On {n} earlier days, {became} of {alike} customers that resembled the best became one of them within a "
        "year ({rate}); of all that were not yet among the best, {chance} did.",
        facts["days"], became=count(facts["became_best"]), alike=count(facts["look_alikes"]),
        rate=percent(facts["rate"], 1), chance=percent(facts["chance"], 1),
    )  # fmt: skip


def _evidence(client: Client, found: LookAlikes) -> pd.DataFrame:
    """Name the prospects, with what is known of each and how much of the likeness a trait adds."""
    given = client.prospects
    assert given is not None  # noqa: S101  (SPEC.needs: prospects)
    known = given.drop_duplicates("prospect_id").set_index("prospect_id")
    rows = found.prospects.drop_duplicates("prospect_id").set_index("prospect_id")
    table = pd.DataFrame({"name": known["name"].reindex(rows.index), "likeness": rows["likeness"]})
    for trait in (name for name in NAMES if name in found.prospects):
        table[trait] = known[trait].reindex(rows.index)
    return table.reset_index()


def _checked(found: LookAlikes) -> pd.DataFrame:
    columns = {"day": "forecast_day", "look_alikes": "resembled", "became_best": "became_best", "rate": "hit_rate",
               "chance": "chance_rate"}  # fmt: skip
    return found.prospects_backtest[list(columns)].rename(columns=columns)


def _advice(table: pd.DataFrame) -> tuple[Advice, ...]:
    first = table["name"].astype("str").head(NAMED).tolist()
    text = n_("Begin with the prospect that most resembles the best customers: {names}.",
              "Begin with the {n} prospects that most resemble the best customers: {names}.",
              len(first), names=enumerated(first))  # fmt: skip
    return (Advice(text, "role_sales_director", 60, stake="shortfall",
                   unvalued=_("What a prospect would buy is not known.")),)  # fmt: skip


def _notes(found: LookAlikes) -> tuple[str, ...]:
    return (
        _("Likeness by {traits}: how common what is known of a prospect is among the best fifth of the customers, "
          "100% for the most common. The check scored the customers of earlier days by the same traits.",
          traits=enumerated([lower_first(name) for name in NAMES if name in found.prospects])),
    )  # fmt: skip
