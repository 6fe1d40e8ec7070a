"""Chapter 2, concessions: whether large customers are more profitable than small ones."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify import concessions as cons
from kamlib.facts.margins import costed_revenue, margin_name, over_all
from kamlib.findings.claims import cross_reference, open_to, renegotiated, with_cross_reference
from kamlib.findings.finding import Advice, Finding, insufficient_data, source_of
from kamlib.findings.judgement import judged
from kamlib.findings.notes import basis_notes
from kamlib.findings.recoverable import Valued, back, lost_customers, today
from kamlib.findings.spec import FindingSpec
from kamlib.findings.worth import compared_with
from kamlib.requirements import Needs
from kamlib.words import _, count, label, n_, percent
from kamlib.words.phrases import leading, lower_first, sentences, the_largest, the_smallest

if TYPE_CHECKING:
    from kamlib.client import Client

#: A margin below this is about nil: who has it does not earn, whatever others have.
NIL = 0.01

#: Fewer customers have no sizes: the largest and the smallest would be one customer each.
FEWEST = 5

#: Below this part of a margin another is clearly less: who is above it has been granted nothing to speak of.
CLEARLY = 0.8

#: Sizes are meant to be quarters of revenue; with few customers or a giant in the book they are not.
QUARTER = 0.35


SPEC = FindingSpec(
    "concessions",
    "K5",
    "cost",
    "2-2-four-misconceptions",
    needs=Needs(("orders.cost",)),
)


def concessions(client: Client) -> Finding:
    """Compare what large and small customers earn (K5).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each size of customer.
    """
    from kamlib.figures import concessions as figure

    sized = _sized(client)
    basis, table = _by_size(client)
    if _too_few(table):
        return insufficient_data(
            client, SPEC,
            _("Too few customers of different size to compare the profitability of large and small"),
            _("This requires at least {n} customers of different size.", n=count(FEWEST)))  # fmt: skip
    loss = cons.customer_loss_scenario(client.buyers, basis=basis, at_most=1)
    evidence = table.assign(size=[label(f"size_{s}") for s in table["size"]])
    if basis != "profit":
        evidence = evidence.rename(columns={"margin": margin_name(basis), "profit_share": "customer_profit_share"})
    first, last = table.iloc[0], table.iloc[-1]
    tight = cons.break_even_discount(sized, basis=basis)
    burdens = tight[tight["room"] <= 0]
    largest = _largest(sized, int(first["customers"]))
    advice = _advice(client, largest, last, basis)
    loses = not advice and first["margin"] < 0
    pointed_at = cross_reference(client, "concessions", largest[largest[basis] < 0]) if loses else ""
    return Finding(
        SPEC, _title(table, over_all(sized, basis), basis),
        sentences(_summary(first, last, loss, tight, basis, here=_still_buys(client)), pointed_at),
        evidence, source_of(client, basis),
        facts={
            "largest": int(first["customers"]), "margin_largest": float(first["margin"]),
            "smallest": int(last["customers"]), "margin_smallest": float(last["margin"]),
            "lost_share": float(loss.table["revenue_lost_share"].iloc[-1]), "burdens": len(burdens),
            "near_burden": _near(tight),
        },
        draw=partial(figure.size_bars, table, basis=basis), alt=figure.size_bars_alt(table, basis=basis),
        advice=advice, notes=(*_left_out(client, sized), *basis_notes(client, basis)),
    )  # fmt: skip


def _too_few(table: pd.DataFrame) -> bool:
    """Tell whether there are no two sizes to compare, or no margin."""
    ends = table.iloc[[0, -1]] if len(table) else table
    return len(table) < 2 or int(table["customers"].sum()) < FEWEST or bool(ends["margin"].isna().any())


def _title(table: pd.DataFrame, own: float, basis: str) -> str:
    first, last = table.iloc[0], table.iloc[-1]
    words = {"large": the_largest(first["customers"]), "big": percent(first["margin"], 1),
             "least": the_smallest(last["customers"]), "small": percent(last["margin"], 1),
             "margin": lower_first(margin_name(basis))}  # fmt: skip
    if last["margin"] < NIL and abs(first["margin"]) < NIL:
        return _(
            "Neither large nor small customers earn {least_margin} of revenue: {margin} {big} for {large}, "
            "{small} for {least}",
            least_margin=percent(NIL),
            **words,
        )
    if first["margin"] < 0 and last["margin"] < 0:
        return _("Large and small customers lose money: {margin} {big} for {large}, {small} for {least}", **words)
    if first["margin"] < 0:
        return _("Volume without profit: {margin} {big} for {large}, {small} for {least}", **words)
    if first["margin"] < CLEARLY * last["margin"]:
        return _("Volume from large customers, profit from small ones: {margin} {big} for {large}, {small} for "
                 "{least}",
                 **words)  # fmt: skip
    if first["margin"] < CLEARLY * own:
        return _("Medium-sized customers are the most profitable: {margin} {big} for {large}, {small} for "
                 "{least}, {own} overall", own=percent(own, 1), **words)  # fmt: skip
    if abs(first["margin"] - last["margin"]) < NIL and last["margin"] >= CLEARLY * first["margin"]:
        return _(
            "Large and small customers are equally profitable: {margin} {big} for {large}, {small} for {least}",
            **words,
        )
    if first["margin"] > last["margin"]:
        return _("Sales to large customers are the more profitable: {margin} {big} for {large}, {small} for "
                 "{least}",
                 **words)  # fmt: skip
    return _("Large customers are profitable: {margin} {big} for {large}, {small} for {least}", **words)


def _still_buys(client: Client) -> bool:
    """Tell whether the largest customer can be lost: it has not left, and more than one occasion is expected."""
    who = str(_largest(client.buyers, 1)["customer_id"].iloc[0])
    return who not in lost_customers(client) and who not in judged(client).occasional


def _sized(client: Client) -> pd.DataFrame:
    """Return the customers whose sizes are compared: without single occasions, where one makes a customer large.

    Nobody grants concessions for the volume of a single order, and it does not come back year after year.
    """
    everybody, once = client.buyers, judged(client).occasional
    sizes = cons.by_size(everybody)
    first = _largest(everybody, int(sizes["customers"].iloc[0]))
    if not first["customer_id"].isin(list(once)).any():
        return everybody
    return pd.DataFrame(everybody[~everybody["customer_id"].isin(list(once))])


def _left_out(client: Client, sized: pd.DataFrame) -> tuple[str, ...]:
    """Say how many customers are not compared."""
    n = len(client.buyers) - len(sized)
    return (n_("{n} customer that depends on a single occasion is left out.",
               "{n} customers that depend on a single occasion are left out.", n),) if n else ()  # fmt: skip


def _summary(
    first: pd.Series, last: pd.Series, loss: cons.Loss, tight: pd.DataFrame, basis: str, *, here: bool
) -> str:  # fmt: skip
    if max(first["revenue_share"], last["revenue_share"]) > QUARTER:
        halves = ""
    elif not (0 <= first["profit_share"] <= 1 and 0 <= last["profit_share"] <= 1):
        halves = _("Each size accounts for about a quarter of revenue; the table shows what each contributes.")
    else:
        halves = _shares(first, last, basis)
    lost = loss.table.iloc[-1]
    alone = "" if pd.isna(lost["revenue_lost_share"]) or not here else _(
        "If the largest customer left, {share} of revenue would be lost.",
        share=percent(lost["revenue_lost_share"]),
    )  # fmt: skip
    near = _near(tight)
    room = n_(
        "For {n} customer that is profitable today, a further discount of 5% would leave no profit.",
        "For {n} customers that are profitable today, a further discount of 5% would leave no profit.", near,
    )  # fmt: skip
    return sentences(halves, alone, room if near else "")


def _near(tight: pd.DataFrame) -> int:
    """Count those that earn today and would not once five per cent more were given away."""
    return int(((tight["room"] > 0) & (tight["room"] < 0.05)).sum())


def _shares(first: pd.Series, last: pd.Series, basis: str) -> str:
    return _(
        "Each size accounts for about a quarter of revenue. The largest contribute {a} of {basis}, the smallest "
        "{b}.",
        basis=lower_first(basis), a=percent(first["profit_share"]), b=percent(last["profit_share"]),
    )  # fmt: skip


def _advice(client: Client, largest: pd.DataFrame, last: pd.Series, basis: str) -> tuple[Advice, ...]:
    """Advise to stop conceding to the largest that earn; what to do about those that lose stands elsewhere."""
    rows = largest[largest["customer_id"].isin(list(conceded(client)))]
    if not len(rows):
        return ()
    waits = int(open_to(client, "concessions", largest)["customer_id"].isin(list(renegotiated(client))).sum())
    if len(rows) == len(largest):
        text = _(
            "Grant no further concessions to the largest customer; tie every discount to volume, payment and "
            "service."
        ) if len(rows) == 1 else _(
            "Grant no further concessions to the {n} largest customers; tie every discount to volume, payment "
            "and service.", n=count(len(rows)),
        )  # fmt: skip
    else:
        text = n_(
            "Grant no further concessions to {n} of the {all} largest customers, which is profitable, but less so "
            "than the smallest ({names}); tie every discount to volume, payment and service.",
            "Grant no further concessions to {n} of the {all} largest customers, which are profitable, but less "
            "so than the smallest ({names}); tie every discount to volume, payment and service.",
            len(rows), all=count(len(largest)), names=leading(client.named(rows)["name"].tolist()),
        )  # fmt: skip
    whole = sentences(with_cross_reference(text, client, "concessions", largest), _harsh(waits))
    who = tuple(rows["customer_id"])
    worth, why = _gap(client, who, last, basis)
    return (Advice(whole, "role_sales_director", 60, worth, "shortfall", why, who, text),)


@cached_per_client
def conceded(client: Client) -> frozenset[str]:
    """Return the largest that earn clearly less than the smallest, and that no other step is about.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    frozenset of str
        Ids of those to whom nothing more is to be granted; none where the largest together earn as the smallest
        do, or costs are not known.
    """
    if not client.has("orders.cost"):
        return frozenset()
    basis, table = _by_size(client)
    if _too_few(table):
        return frozenset()
    first, last = table.iloc[0], table.iloc[-1]
    if not first["margin"] < CLEARLY * last["margin"] or last["margin"] < NIL:
        return frozenset()
    rows = open_to(client, "concessions", _largest(_sized(client), int(first["customers"])))
    rows = rows[~rows["customer_id"].isin(list(renegotiated(client)))]
    low = rows[basis] < CLEARLY * last["margin"] * costed_revenue(rows)
    return frozenset(map(str, rows.loc[low, "customer_id"]))


def _by_size(client: Client) -> tuple[str, pd.DataFrame]:
    """Return the measure by which sizes are compared, and the sizes that have customers."""
    basis = "profit" if client.basis == "revenue" else client.basis
    table = cons.by_size(_sized(client), basis=basis)
    return basis, table[table["customers"] > 0].reset_index(drop=True)


def _gap(client: Client, who: Collection[str], last: pd.Series, basis: str) -> Valued:
    """Say what some customers would bring more a year at the margin of the smallest."""
    year = today(client)
    accounts = year.accounts[year.accounts["customer_id"].isin(list(who))]
    missing = last["margin"] * costed_revenue(accounts) - accounts[basis].astype("float64")
    method = _("Recoverable amount: {basis} of these customers at the margin of the smallest, less their actual "
               "{basis} in these months.", basis=lower_first(basis))  # fmt: skip
    return back(
        client, float(missing.clip(lower=0.0).sum()) * year.factor, method, compared_with(int(last["customers"]))
    )


def _harsh(waits: int) -> str:
    """Say where the step about heavy buyers on harsh terms stands."""
    return n_(
        "{n} more on harsh terms is covered under {name}.",
        "{n} more on harsh terms are covered under {name}.",
        waits, name=_("“{name}”", name=label("misconceptions")),
    ) if waits else ""  # fmt: skip


def _largest(accounts: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the customers of the first size, the largest first."""
    order = accounts.sort_values(["revenue", "customer_id"], ascending=[False, True])
    return pd.DataFrame(order.head(n))
