"""What leaves with one person: customers, their contribution a year, contacts that nobody else knows (K9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.findings.claims import shared_out, with_cross_reference
from kamlib.findings.finding import Advice, Finding, source_of
from kamlib.findings.handovers import ASSUMED, handover, lost_with_people
from kamlib.findings.leaving_events import studied
from kamlib.findings.recoverable import Valued, back
from kamlib.findings.spec import FindingSpec
from kamlib.manage.met import DAYS, contacts
from kamlib.manage.owners import has_left, owner_of
from kamlib.manage.relationship import network
from kamlib.manage.single_owner import Heads
from kamlib.manage.single_owner import single_owner as known_once
from kamlib.manage.year import year_of
from kamlib.requirements import Needs
from kamlib.words import _, count, date, money, n_, number, percent
from kamlib.words.phrases import leading, lower_first, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from kamlib.client import Client

SPEC = FindingSpec(
    "single_owner", "K9", "care", "3-2-account-file",
    needs=Needs(one_of=("contacts.known_by", "activities.employee", "customers.owner", "orders.owner")),
)  # fmt: skip

#: Customers that the step names with the person to be introduced.
NAMED = 3


def single_owner(client: Client) -> Finding:
    """Name the customers that a single person of ours knows, and what they bring a year (K9).

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Finding
        Its evidence has a row for each person who alone knows a customer. Where there is room its picture shows
        the contacts of the customer that brings the most of these.
    """
    found = known_once(client)
    rows = found.people[found.people["customers"] > 0]
    table = pd.DataFrame({
        "person": rows["person"], "single_customers": rows["customers"], "single_money": rows["money"],
        "single_share": rows["share"], "single_contacts": rows["contacts"], "single_unmet": rows["unmet"],
    })  # fmt: skip
    if found.seen != "contacts":
        table = table.drop(columns=["single_contacts", "single_unmet"])
    unmet, decide = _unmet(client)
    facts: dict[str, float | int | str | None] = {
        "customers": len(found.accounts), "money": round(found.money, 2) + 0.0, "people": len(rows),
        "unmet": unmet, "decision_makers": decide, "seen": found.seen,
        "leaving": round(float(found.accounts.loc[found.accounts["until"].notna(), "money"].sum()), 2) + 0.0,
    }  # fmt: skip
    draw, alt = _picture(client, found, rows)
    return Finding(
        SPEC, _title(client, found), _summary(client, found, unmet, decide), table, source_of(client), facts=facts,
        draw=draw, alt=alt, advice=_advice(client, found), notes=_notes(client, found),
        behind=_behind(client, found),
    )  # fmt: skip


def _picture(client: Client, found: Heads, rows: pd.DataFrame) -> tuple[Callable[..., Axes] | None, str]:
    """Return the picture and its words: bars of the people, and contacts of the largest customer if they fit."""
    from kamlib.figures import single_owner as figure

    if not len(rows):
        return None, ""
    code = client.currency
    if found.seen == "contacts" and client.has("contacts.contact_id"):
        first = found.accounts.sort_values(["money", "customer_id"], ascending=[False, True]).head(1)
        people = network(client, str(first["customer_id"].iloc[0]))
        if figure.fits(rows, people):
            name = str(client.named(first[["customer_id"]])["name"].iloc[0])
            draw = partial(figure.bars_and_network, rows, people, name, currency=code)
            return draw, figure.bars_and_network_alt(rows, people, name, currency=code)
    return partial(figure.head_bars, rows, currency=code), figure.head_bars_alt(rows, currency=code)


def _unmet(client: Client) -> tuple[int, int]:
    """Count the decision makers that nobody who knows them has visited, and all that are known."""
    if not client.has("contacts.role"):
        return 0, 0
    people = contacts(client)
    decide = people[people["decides"]]
    return (int((~decide["met"]).sum()) if client.has("activities.date") else 0), len(decide)


def _title(client: Client, found: Heads) -> str:
    if not len(found.accounts):
        return _("No customer is known to one person alone")
    first = found.people.iloc[0]
    words = {"person": first["person"], "money": money(first["money"], client.currency),
             "basis": lower_first(client.basis)}  # fmt: skip
    if first["person"] in has_left(client):
        return _("{person}, who has left, alone knew the contacts of customers with {money} of {basis} a year",
                 **words)  # fmt: skip
    if found.seen == "owner":
        return _("{person} alone looks after {money} of {basis} a year; no table names a second person", **words)
    return _("{person} alone knows the contacts of customers with {money} of {basis} a year", **words)


def _summary(client: Client, found: Heads, unmet: int, decide: int) -> str:
    if not len(found.accounts):
        return _("No customer is lost from view if one person leaves.")
    whole = n_(
        "{n} customer has a single person of yours who knows its contacts: {money} a year in all.",
        "{n} customers have a single person of yours who knows their contacts: {money} a year in all.",
        len(found.accounts), money=money(found.money, client.currency),
    )  # fmt: skip
    if found.seen == "owner":
        whole = _by_owner_alone(client, found)
    met = n_(
        "{n} of {all} decision makers was not visited in the last {days} days by anybody who knows them.",
        "{n} of {all} decision makers were not visited in the last {days} days by anybody who knows them.",
        unmet, all=count(decide), days=count(DAYS),
    )  # fmt: skip
    parted = found.accounts["person"].isin(has_left(client))
    over = found.accounts[parted]
    said = n_(
        "The only person who knew {n} of these customers has left: {money} a year.",
        "The only people who knew {n} of these customers have left: {money} a year.",
        len(over), money=money(float(over["money"].sum()), client.currency),
    ) if len(over) else ""  # fmt: skip
    gone = found.accounts[found.accounts["gone"] & ~parted]
    left = n_(
        "The only person who knows {n} of these customers no longer appears in the visit records: {money} a year.",
        "The only people who know {n} of these customers no longer appear in the visit records: {money} a year.",
        len(gone), money=money(float(gone["money"].sum()), client.currency),
    )  # fmt: skip
    return sentences(whole, _noticed(client, found), said, left if len(gone) else "", met if unmet else "",
                     _after_changes(client))  # fmt: skip


def _by_owner_alone(client: Client, found: Heads) -> str:
    """Say for how many customers the tables name one salesperson only, where nothing else shows who knows them."""
    bought = set(year_of(client).table.index.astype("str"))
    n, every = len(found.accounts), len(bought & set(owner_of(client)))
    if n == every:
        return _("Your tables name one salesperson for each customer and nobody else; a table of contacts with "
                 "those who know them would show more.")  # fmt: skip
    return n_(
        "For {n} of {all} customers your tables name one salesperson only; a table of contacts with those who "
        "know them would show more.",
        "For {n} of {all} customers your tables name one salesperson only; a table of contacts with those who "
        "know them would show more.", n, all=count(every),
    )  # fmt: skip


def _noticed(client: Client, found: Heads) -> str:
    """Say who has given notice, and what these customers bring."""
    going = found.accounts.dropna(subset=["until"])
    if not len(going):
        return ""
    first = going.sort_values(["until", "person"]).iloc[0]
    his = going[going["person"] == first["person"]]
    return _("{person} leaves on {day}: these customers bring {money} a year and nobody else knows them.",
             person=first["person"], day=date(first["until"]),
             money=money(float(his["money"].sum()), client.currency))  # fmt: skip


def _after_changes(client: Client) -> str:
    """Say how often customers left after the person responsible had changed, where order lines show that."""
    if not client.has("orders.owner"):
        return ""
    found = studied(client)
    rows = None if found is None else found.table[found.table["event"] == "owner_changed"]
    if rows is None or not len(rows) or not bool(rows["enough"].iloc[0]):
        return ""
    row = rows.iloc[0]
    return _("After the person responsible had changed, customers left {ratio} times as often as others (95% "
             "interval {low} to {high}).",
             ratio=number(float(row["ratio"]), 1), low=number(float(row["low"]), 1),
             high=number(float(row["high"]), 1))  # fmt: skip


def _advice(client: Client, found: Heads) -> tuple[Advice, ...]:
    alone = found.accounts[found.accounts["money"] > 0]
    some = alone[~alone["customer_id"].isin(shared_out(client))]
    if not len(some):
        return ()
    names = client.named(some[["customer_id"]])["name"].tolist()
    text = n_(
        "Introduce a second person to the contacts of {names}.",
        "Introduce a second person to the contacts of the {n} customers that one person alone knows ({names}), "
        "those with the most {basis} first.",
        len(some), names=leading(names), basis=lower_first(client.basis),
    )  # fmt: skip
    able = [(name, second) for name, second in zip(names, some["second"], strict=True) if second][:NAMED]
    who = _("; ").join(_("{second} to {name}", second=second, name=name) for name, second in able)
    nearest = _("Best placed by the visits of the last year: {who}.", who=who) if able else ""
    worth, why = _worth(client, some["customer_id"].tolist())
    whole = with_cross_reference(sentences(text, nearest), client, "single_owner", alone)
    return (
        Advice(whole, "role_sales_director", 60, worth, stake="risk", unvalued=why,
               customers=tuple(some["customer_id"]), core=text),
    )  # fmt: skip


def _worth(client: Client, who: list[str]) -> Valued:
    """Say what is to be expected lost a year with the only person who knows some customers."""
    part, lost = handover(client), lost_with_people(client)
    if not part.share:
        return None, _("After earlier changes of the person responsible customers did not leave more often.")
    if not any(lost.get(one, 0.0) for one in who):
        return None, _("How often your people leave is not known, so no amount can be given.")
    words = {"basis": lower_first(client.basis), "share": percent(part.share, 1)}
    if part.measured:
        method = _("Amount at risk: {basis} of each customer in the last 12 months, times the chance that its "
                   "person leaves within a year, times {share} (95% interval {low} to {high}): so many "
                   "more than usual left after earlier changes of the person responsible.",
                   low=percent(part.low, 1), high=percent(part.high, 1), **words)  # fmt: skip
    else:
        method = _("Amount at risk: {basis} of each customer in the last 12 months, times the chance that its "
                   "person leaves within a year, times {share}, an assumption on what is lost with a person.",
                   **words)  # fmt: skip
    return back(client, sum(lost.get(one, 0.0) for one in who), method, "low")


def _assumed(client: Client, found: Heads) -> str:
    """Say where the part that is lost with a person comes from, where it is an assumption."""
    if not lost_with_people(client) or handover(client).measured or found.seen == "owner":
        return ""
    return _("Assumption: customers whose only person leaves buy {low} to {high} less in the year after, as a "
             "study of one large company measured (Journal of Marketing, 2017). The upper end is used.",
             low=percent(ASSUMED[0], 1), high=percent(ASSUMED[1], 1))  # fmt: skip


def _notes(client: Client, found: Heads) -> tuple[str, ...]:
    seen = {
        "contacts": _("Who knows whom is what the table of contacts says (known by)."),
        "activities": _("Who knows whom is judged by visits of the last 365 days and by the person responsible."),
        "owner": _("Who knows whom is judged by the person responsible alone."),
    }.get(found.seen, "")
    rate, low, high = found.leaving
    words = {"rate": percent(rate, 1), "low": percent(low, 1), "high": percent(high, 1)} if rate == rate else {}
    leave = "" if not words else (
        _("By the visit records your people leave at {rate} a year (95% interval {low} to {high}).", **words)
        if found.leavers else
        _("By the visit records nobody has left. So few years of work do not rule it out: {rate} a year is taken "
          "(95% interval {low} to {high}).", **words)
    )  # fmt: skip
    return seen, *filter(None, (leave, _assumed(client, found)))


def _behind(client: Client, found: Heads) -> dict[str, pd.DataFrame]:
    if not len(found.accounts):
        return {}
    table = client.named(found.accounts[["customer_id"]]).assign(
        person=found.accounts["person"],
        single_money=found.accounts["money"],
        second_person=found.accounts["second"],
    )
    return {"single_owner_accounts": table}
