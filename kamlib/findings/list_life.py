"""Chapter 2, how long a list of the best lasts: who stays on it, and where today's come from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import list_life as lists
from kamlib.classify.key_accounts import default_list_length
from kamlib.facts.buying import buyers
from kamlib.findings.alike import comparable_years
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.spec import FindingSpec, Headline
from kamlib.findings.two_years import not_alike
from kamlib.periods.fiscal import years_end
from kamlib.requirements import Needs
from kamlib.value.shares import wilson
from kamlib.words import _, count, date, n_, percent
from kamlib.words.phrases import lower_first, sentences

if TYPE_CHECKING:
    from kamlib.classify.list_life import ListLife
    from kamlib.client import Client


#: Places on the shortest list that is followed.
SHORTEST = 5

#: From this part of a list on that is others a year later, a year's best are no list that could be refilled.
UNLASTING = 0.5


SPEC = FindingSpec(
    "list_life",
    "K5",
    "leaving",
    "2-2-four-misconceptions",
    needs=Needs(years=2),
    headlines=(Headline(7, lambda facts: facts.get("kept_share", 1.0) <= 1 - UNLASTING),),
)


def list_life(client: Client) -> Finding:
    """Say how long the list of the largest lasts and where today's come from (K5).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence is today's largest and since when they are on the list.
    """
    from kamlib.figures import concessions as figure

    unknown = not_alike(client, SPEC)
    if unknown is not None:
        return unknown
    trailing, everyone = lasting(client), len(client.buyers) - len(judged(client).one_offs)
    top = max(SHORTEST, min(default_list_length(everyone), round(0.2 * everyone)))
    life = lists.list_life(trailing, basis=client.basis, top=top)
    followed = len(life.table) > 1 and not life.table["kept_share"].isna().any()
    if everyone < 2 * top or life.origin.empty or not followed:
        return _no_list(client, everyone, top)
    newcomers = int((life.origin["rank_first"] > life.top).sum())
    return Finding(
        SPEC, _title(life), _summary(life, newcomers),
        _evidence(client, life, trailing["period"].min()),
        source_of(client),
        facts={
            "top": life.top, "kept_share": float(life.table["kept_share"].iloc[1]), "half_life": life.half_life,
            "grown": newcomers, **dict(zip(("low", "high"), replaced(life), strict=True)),
        },
        draw=partial(figure.list_survival, life), alt=figure.list_survival_alt(life),
        advice=_advice(life),
        notes=_notes(client),
    )  # fmt: skip


def bought(client: Client) -> pd.DataFrame:
    """Return the accounts of the years that can be compared with the last, of those who bought in the year.

    Who was only visited has left, whatever the visit cost.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per customer and year, as in ``Client.accounts_trailing``.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings.list_life import bought
    >>> bought(kam.load("machinery")).groupby("period")["customer_id"].nunique()
    period
    2021-12-31    141
    2022-12-31    142
    2023-12-31    147
    2024-12-31    131
    Name: customer_id, dtype: int64
    """
    years = client.accounts_trailing(as_then=True)
    return buyers(years[years["period"].isin(set(comparable_years(client)["period"]))])


def lasting(client: Client) -> pd.DataFrame:
    """Return what `bought` returns, without customers that depend on a single occasion.

    They were never on a list of key accounts: the end of their project leaves no place to fill, and is not a loss.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per customer and year.
    """
    trailing = bought(client)
    return pd.DataFrame(trailing[~trailing["customer_id"].isin(list(judged(client).one_offs))])


def _evidence(client: Client, life: ListLife, earliest: str) -> pd.DataFrame:
    """List today's best with the last year's money, and the days to which the years were counted, in words."""
    rows = client.named(life.origin)
    since = [
        _("{day} or before", day=_day(day)) if day == earliest else _day(day) for day in rows["since_on_list"]
    ]
    rows = rows.assign(since_on_list=since, first_year_to=[_day(day) for day in rows["first_period"]])
    rows = rows.rename(columns={client.basis: f"{client.basis}_last_year"})
    columns = ["customer_id", "name", f"{client.basis}_last_year", "since_on_list", "first_year_to", "rank_first"]
    return rows[columns]


def _day(period: str) -> str:
    return date(pd.Timestamp(period))


def _no_list(client: Client, everyone: int, top: int) -> Finding:
    """Say why there is no list to follow: all customers are on it, or in a year no customer is above zero."""
    if everyone < 2 * top:
        title = n_("{n} customer is not enough to judge how long a list of the best lasts",
                   "{n} customers are not enough to judge how long a list of the best lasts",
                   everyone)  # fmt: skip
        why = _("A list of the best {top} needs at least {n} customers, otherwise nearly all of them are on it.",
                top=count(top), n=count(2 * top))  # fmt: skip
    else:
        title = _("How long a list of the best lasts cannot be judged: in one year no customer had positive "
                  "{basis}",
                  basis=lower_first(client.basis))  # fmt: skip
        why = _("Two years are needed, each with at least one customer above zero.")
    return insufficient_data(client, SPEC, title, why)


def _title(life: ListLife) -> str:
    """Say how much of a list is replaced in a year, with its interval; no rate is continued beyond that."""
    gone, n = 1 - float(life.table["kept_share"].iloc[1]), count(life.top)
    if not 0 < gone < 1:
        return _("All {n} best customers of a year are replaced within a year", n=n) if gone > 0 else _(
            "The {n} best customers of a year are the same a year later", n=n)  # fmt: skip
    low, high = replaced(life)
    return _("A year later {gone} of the {n} best customers are replaced (95% interval {low} to {high})",
             gone=percent(gone), n=n, low=percent(low), high=percent(high))  # fmt: skip


def replaced(life: ListLife) -> tuple[float, float]:
    """Return the 95 % interval of the part of a list that is replaced in a year, over all lists followed.

    Parameters
    ----------
    life : ListLife
        From ``classify.list_life.list_life``.

    Returns
    -------
    tuple of float
        Wilson's interval; places of all lists count alike.
    """
    places = life.top * float(life.table["lists"].iloc[1])
    return wilson((1 - float(life.table["kept_share"].iloc[1])) * places, places, z=1.96)


def _summary(life: ListLife, grown: int) -> str:
    later = life.table["kept_share"]
    seen, last = count(len(later) - 1), percent(later.iloc[-1])
    return sentences(
        _("No key-account list stays the same: it has to be reviewed and refilled.") if (later < 1).any() else
        _("The list did not change in these years; review it regularly anyway."),
        _("After {n} years {kept} of a list are still on it.", n=seen, kept=last)
        if life.half_life is None and len(later) > 2 else "",
        n_(
            "{n} of today's best customers was not among the best in its first year in these orders.",
            "{n} of today's best customers were not among the best in their first year in these orders.", grown,
        ) if grown else "",
    )  # fmt: skip


def _notes(client: Client) -> tuple[str, ...]:
    years = _("Years are counted back from {day}; the list is made by {basis}.", day=date(years_end(client)),
              basis=lower_first(client.basis))  # fmt: skip
    apart = len(judged(client).one_offs)
    without = n_("{n} customer that depends on a single occasion is left out.",
                 "{n} customers that depend on a single occasion are left out.", apart)  # fmt: skip
    return (sentences(years, without if apart else ""),)


def _unlasting(life: ListLife, gone: float) -> str:
    """Advise against a list by a year's ranking, where most of those on it are replaced a year later."""
    return _(
        "Do not plan by the ranking of one year: {gone} of the top {n} are replaced by other customers a year "
        "later. Assign owners and plans to customers that stay good over several years.",
        gone=percent(gone), n=count(life.top),
    )  # fmt: skip


def _advice(life: ListLife) -> tuple[Advice, ...]:
    gone = 1 - float(life.table["kept_share"].iloc[1])
    text = n_("Refill the list as places become free: find candidates for {n} place a year.",
              "Refill the list as places become free: find candidates for {n} places a year.",
              max(1, round(gone * life.top)))  # fmt: skip
    text = _unlasting(life, gone) if gone >= UNLASTING else text
    why = _(
        "Concerns the successors on the list; what customers that leave the list still contribute is not "
        "estimated."
    )
    return (Advice(text, "role_sales_director", 90, unvalued=why),) if gone > 0 else ()
