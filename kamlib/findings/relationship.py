"""Accounts whose relationship or whose competence is the weaker leg, the next step and its price (K12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.spec import FindingSpec
from kamlib.findings.visited import same_visit
from kamlib.manage.met import DAYS
from kamlib.manage.relationship import gateways, network
from kamlib.manage.relationship.legs import LEGS, Legs, two_legs
from kamlib.manage.relationship.signs import SIGNS
from kamlib.manage.relationship.steps import steps
from kamlib.requirements import Needs
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import enumerated, leading, lower_first, sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.client import Client

SPEC = FindingSpec(
    "relationship", "K12", "care", "3-5-relationship",
    needs=Needs(one_of=("contacts.contact_id", "activities.date")),
)  # fmt: skip


def relationship(client: Client) -> Finding:
    """Name the accounts with a weaker leg, beyond what chance explains, with the next step and its price (K12).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each account with a weaker leg, most money first; where there is none, the ten
        accounts with the most money. Where there is room its picture shows the contacts of the account with the
        most money that one contact alone opens.
    """
    found, ways = two_legs(client), gateways(client)
    every = steps(client)
    todo = every[every["money"] > 0]
    table = _weak(client, found, todo) if len(todo) else _largest(client, found)
    both = all(found.shown(leg) for leg in LEGS)
    draw, alt = _picture(client, found, ways)
    return Finding(
        SPEC, _title(client, found, todo), _summary(client, found, todo, len(every) - len(todo), ways), table,
        source_of(client),
        facts={**{leg: int((todo["weaker"] == leg).sum()) for leg in LEGS}, "accounts": len(found.table),
               "money": round(float(todo["money"].sum()), 2) + 0.0, "one_way": len(ways),
               "price": round(float(todo["price"].sum()), 2) + 0.0, "seen": int(both)},
        draw=draw, alt=alt,
        advice=_advice(client, todo, ways), notes=_notes(found), behind=_behind(client, found, ways),
    )  # fmt: skip


def _picture(client: Client, found: Legs, ways: pd.DataFrame) -> tuple[Callable[..., Axes] | None, str]:
    """Return the picture and its words: the map where both legs are seen, and the network of one account."""
    from kamlib.figures import legs as figure

    both = all(found.shown(leg) for leg in LEGS)
    named = client.named(found.table[["customer_id"]])
    names = dict(zip(named["customer_id"].astype("str"), named["name"].astype("str"), strict=True))
    networks = ((who, network(client, who)) for who in _with_money(client, ways)["customer_id"])
    who, people = next((one for one in networks if figure.fits(one[1], mapped=both)), ("", None))
    if people is not None and both:
        draw = partial(figure.map_and_network, found.table, people, names[who], names=names)
        return draw, figure.map_and_network_alt(found.table, people, names[who], names=names)
    if people is not None:
        return partial(figure.network_of, people, names[who]), figure.network_of_alt(people, names[who])
    if both:
        return partial(figure.leg_map, found.table, names=names), figure.leg_map_alt(found.table, names=names)
    return None, ""


def _title(client: Client, found: Legs, todo: pd.DataFrame) -> str:
    hidden = [leg for leg in LEGS if not found.shown(leg)]
    if len(hidden) > 1:
        return _("The tables show neither relationship nor competence of an account")
    if hidden:
        return _("Of the two legs of an account the tables do not show {leg}", leg=lower_first(f"leg_{hidden[0]}"))
    if not len(todo):
        return _("No account that earns has one leg weaker than the other by more than chance")
    words = {"money": money(float(todo["money"].sum()), client.currency), "basis": lower_first(client.basis)}
    one, other = (int((todo["weaker"] == leg).sum()) for leg in LEGS)
    if not other:
        return n_("{n} account with {money} of {basis} a year lacks relationship, not competence",
                  "{n} accounts with {money} of {basis} a year lack relationship, not competence",
                  one, **words)  # fmt: skip
    if not one:
        return n_("{n} account with {money} of {basis} a year lacks competence, not relationship",
                  "{n} accounts with {money} of {basis} a year lack competence, not relationship",
                  other, **words)  # fmt: skip
    return _("{n} accounts with {money} of {basis} a year lack one leg: {one} relationship, {other} competence",
             n=count(len(todo)), one=count(one), other=count(other), **words)  # fmt: skip


def _summary(client: Client, found: Legs, todo: pd.DataFrame, losing: int, ways: pd.DataFrame) -> str:
    how = _("Without a relationship an account gives no chance to sell; without competence the chance is lost.")
    compared = n_("{n} account that bought in the last twelve months was compared.",
                  "{n} accounts that bought in the last twelve months were compared.",
                  len(found.table))  # fmt: skip
    price = float(todo["price"].sum())
    cost = _("The next steps cost about {price} together.", price=money(price, client.currency)) if price else ""
    more = n_("{n} more account with a weak leg earns nothing: correct its terms first.",
              "{n} more accounts with a weak leg earn nothing: correct their terms first.", losing)  # fmt: skip
    return sentences(how, compared, cost, more if losing else "", _unseen(found), _one_way(ways))


def _unseen(found: Legs) -> str:
    """Say which leg cannot be seen, and which tables would show it."""
    parts = []
    for leg in LEGS:
        if found.shown(leg):
            continue
        lacks = [need for sign in SIGNS if sign.leg == leg for need in found.missing.get(sign.id, ())]
        tables = enumerated([lower_first(one) for one in dict.fromkeys(need.partition(".")[0] for need in lacks)])
        name = label(f"leg_{leg}")
        parts.append(
            _("{leg} cannot be seen; missing or incomplete: {tables}.", leg=name, tables=tables) if lacks else
            _("{leg} is the same everywhere as far as the tables show.", leg=name)
        )  # fmt: skip
    return sentences(*parts)


def _one_way(ways: pd.DataFrame) -> str:
    if not len(ways):
        return ""
    return n_(
        "At {n} account all contact with your people goes through one person.",
        "At {n} accounts all contact with your people goes through one person.", len(ways),
    )  # fmt: skip


def _weak(client: Client, found: Legs, todo: pd.DataFrame) -> pd.DataFrame:
    rows = todo.merge(found.table[["customer_id", *LEGS]], on="customer_id", how="left")
    named = client.named(rows[["customer_id"]])
    return named.assign(
        single_money=rows["money"], leg_relationship=rows["relationship"], leg_competence=rows["competence"],
        weaker_leg=[label(f"leg_{leg}") for leg in rows["weaker"]],
        leg_sign=[_sign(row) for row in rows.to_dict("records")],
        next_step=[_step(row) for row in rows.to_dict("records")], leg_price=rows["price"],
    )  # fmt: skip


def _largest(client: Client, found: Legs) -> pd.DataFrame:
    rows = found.table.head(10)
    return client.named(rows[["customer_id"]]).assign(
        single_money=rows["money"], leg_relationship=rows["relationship"], leg_competence=rows["competence"],
    )  # fmt: skip


def _sign(row: Mapping[Any, Any]) -> str:
    share = row["share"]
    own = percent(share) if share == share else ""
    usual = percent(row["usual"])
    words = label(f"sign_{row['sign']}")
    return _("{sign}: {own}, on average {usual}", sign=words, own=own, usual=usual)


def _step(row: Mapping[Any, Any]) -> str:
    n = int(row["times"])
    return {
        "influence": n_("meet {n} contact that was not met", "meet {n} contacts that were not met", n),
        "threads": n_("introduce a colleague to {n} contact", "introduce a colleague to {n} contacts", n),
        "talks": n_("talk with {n} contact directly", "talk with {n} contacts directly", n),
        "levels": n_("bring {n} more level or role together", "bring {n} more levels or roles together", n),
        "recent": _("visit this month"),
        "quality": _("find the cause of the losses of quality on site"),
        "complaints": _("find the cause of the complaints on site"),
        "solved": n_("close {n} open service case", "close {n} open service cases", n),
        "breadth": _("look on site for what else fits"),
        "survey": _("ask on site what the answer was about"),
        "reply": _("agree on a time of reply"),
    }[str(row["sign"])]  # fmt: skip


def _advice(client: Client, todo: pd.DataFrame, ways: pd.DataFrame) -> tuple[Advice, ...]:
    found = []
    for leg, owner in (("relationship", "role_sales_director"), ("competence", "role_general_manager")):
        rows = todo[todo["weaker"] == leg]
        if len(rows):
            found.append(_leg_advice(client, leg, owner, rows))
    second = _second_way(client, ways)
    return (*found, second) if second is not None else tuple(found)


def _leg_advice(client: Client, leg: str, owner: str, rows: pd.DataFrame) -> Advice:
    names = leading(client.named(rows[["customer_id"]])["name"].astype("str").tolist())
    if leg == "relationship":
        text = n_("Meet the people of {names}: the relationship is weaker than the competence.",
                  "Meet the people of {n} accounts ({names}): the relationship is weaker than the competence.",
                  len(rows), names=names)  # fmt: skip
    else:
        text = n_("Correct the work at {names}: the competence is weaker than the relationship.",
                  "Correct the work at {n} accounts ({names}): the competence is weaker than the relationship.",
                  len(rows), names=names)  # fmt: skip
    price = float(rows["price"].sum())
    cost = _("Cost: about {price}.", price=money(price, client.currency)) if price else ""
    why = _("These accounts bring {money} of {basis} a year. How much of it a weak leg would cost is not known.",
            money=money(float(rows["money"].sum()), client.currency), basis=lower_first(client.basis))  # fmt: skip
    who = tuple(rows["customer_id"])
    once = same_visit(client, who) if leg == "relationship" else ""
    whole = sentences(text, cost, once)
    return Advice(whole, owner, 60, stake="risk", unvalued=why, customers=who, core=text)


def _second_way(client: Client, ways: pd.DataFrame) -> Advice | None:
    """Advise a second way into accounts that earn and are reached through one contact only."""
    rows = _with_money(client, ways)
    if rows.empty:
        return None
    names = leading(client.named(rows[["customer_id"]])["name"].astype("str").tolist())
    text = n_("Open a second way into {names}, where one contact connects your people with all others.",
              "Open a second way into the {n} accounts ({names}) where one contact connects your people with all "
              "others.", len(rows), names=names)  # fmt: skip
    why = _("These accounts bring {money} of {basis} a year. How much of it would go with the contact is not "
            "known.", money=money(float(rows["money"].sum()), client.currency),
            basis=lower_first(client.basis))  # fmt: skip
    return Advice(text, "role_account_manager", 60, stake="risk", unvalued=why,
                  customers=tuple(rows["customer_id"]))  # fmt: skip


def _with_money(client: Client, ways: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts with one way in that earn, those that bring the most first."""
    brings = two_legs(client).table.set_index("customer_id")["money"]
    rows = ways.assign(money=ways["customer_id"].map(brings).fillna(0.0))
    return rows[rows["money"] > 0].sort_values(["money", "customer_id"], ascending=[False, True])


def _notes(found: Legs) -> tuple[str, ...]:
    notes = [
        _("Each leg is the mean of its signs in the last {days} days, on a scale from 0 to 100 on which the "
          "average account has 50; few cases draw an account to 50. A leg is named as weaker only where the 95% "
          "interval of the difference leaves out 0.", days=count(DAYS)),
    ]  # fmt: skip
    chance = [lower_first(f"sign_{sign}") for sign in found.chance]
    if chance:
        notes.append(_("Accounts differ by no more than chance in: {signs}. These signs do not count.",
                       signs=enumerated(chance)))  # fmt: skip
    lacks = [lower_first(f"sign_{sign}") for sign in found.missing]
    if lacks:
        notes.append(_("Not in the tables: {signs}.", signs=enumerated(lacks)))
    return tuple(notes)


def _behind(client: Client, found: Legs, ways: pd.DataFrame) -> dict[str, pd.DataFrame]:
    table = found.table.dropna(how="all", subset=list(LEGS))
    behind = {}
    if len(table):
        behind["relationship"] = client.named(table[["customer_id"]]).assign(
            single_money=table["money"],
            **{f"leg_{leg}{end}": table[f"{leg}{end}"] for leg in LEGS for end in ("", "_low", "_high")},
        )
    if len(ways):
        behind["only_ways"] = client.named(ways[["customer_id"]]).assign(
            only_contact=ways["person"], others_lost=ways["loses"], contacts_claimed=ways["claimed"]
        )
    return behind
