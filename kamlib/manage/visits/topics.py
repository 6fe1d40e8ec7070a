"""What a customer's tables give to talk about: requests, cases, falling sales, debts, deals, blanks (K10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.classify.silence import measure_silence
from kamlib.manage import met
from kamlib.manage.files.assembling import all_files
from kamlib.manage.files.evidence import shown
from kamlib.manage.files.fields import fields
from kamlib.manage.visits.asked import asked
from kamlib.words import _, count, date, n_, number, percent
from kamlib.words.phrases import clauses, enumerated

if TYPE_CHECKING:
    from kamlib.book import Book

#: From which fall of a year's sales on leaders talk about it, and up to which score about satisfaction.
FALLS, UNHAPPY = -0.1, 3.0

#: Blanks of an account file that one visit asks for, and requests that are named.
BLANKS, NAMED = 3, 3

_LEADERS, _TECHNICIANS, _SELLERS = "leadership", "technical", "business"

#: The groups of an account file whose blanks a level asks for; the others are asked for by sellers.
_ASKS = {"plans": _LEADERS, "share": _LEADERS, "lines": _TECHNICIANS, "products": _TECHNICIANS}


@dataclass(frozen=True)
class Topic:
    """Something to talk about: which level does so first, in words, from which table, and about how much money."""

    key: str
    levels: tuple[str, ...]
    text: str
    source: str
    money: float = float("nan")


#: What each topic is read from; where the book lacks it, the agendas say that it is missing.
NEEDS = {
    "request": ("requests.closed",), "case": ("activities.kind", "activities.outcome"),
    "last_visit": ("activities.date", "activities.level"), "outcome": ("activities.outcome",),
    "overdue": ("orders.due_date", "orders.paid_date"), "deal": ("deals.stage", "deals.customer_id"),
    "satisfaction": ("survey.score",), "stopped": ("orders.product",),
    "unmet_decider": ("contacts.role", "activities.date"),
}  # fmt: skip


def names() -> dict[str, str]:
    """Return what each point of an agenda is called, in the language in use."""
    return {
        "aim": _("aim"), "last_visit": _("last visit"), "promise": _("broken promise"),
        "request": _("open requests"), "case": _("open cases"), "overdue": _("overdue invoices"),
        "silent": _("silence"), "falling": _("falling sales"), "stopped": _("products bought no more"),
        "satisfaction": _("satisfaction"), "deal": _("open deals"),
        "unmet_decider": _("decision makers not met"), "blank": _("account file"), "follow_up": _("follow-up"),
    }  # fmt: skip


def kinds() -> dict[str, str]:
    """Return what each kind of request is called, in the language in use."""
    return {"question": _("question"), "quote": _("quote"), "complaint": _("complaint")}


def outcomes() -> dict[str, str]:
    """Return what each outcome of a visit is called, in the language in use; others stay as they are written."""
    return {"order": _("an order"), "lead": _("a new deal"), "none": _("no result"), "solved": _("solved"),
            "open": _("open"), "done": _("done"), "lost": _("lost")}  # fmt: skip


def topics(book: Book, customers: Collection[str]) -> dict[str, list[Topic]]:
    """Return what there is to talk about with each customer, the most pressing first.

    Parameters
    ----------
    book : Book
        The client's tables.
    customers : collection of str
        Customer ids; those without an order line have only what other tables say.

    Returns
    -------
    dict
        Customer id → topics; customers without any are left out.
    """
    found: dict[str, list[Topic]] = defaultdict(list)
    wanted = set(customers)
    for part in (_requests, _cases, _overdue, _silent, _figures, _deals, _people, _blanks):
        for who, topic in part(book, wanted):
            found[who].append(topic)
    return dict(found)


def _requests(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    rows = asked(book)
    rows = rows[(rows["state"] == "open") & rows["customer_id"].isin(wanted)]
    for who, mine in rows.groupby("customer_id"):
        said = [_one_request(row) for row in mine.head(NAMED).to_dict("records")]
        text = n_("{n} request is open: {which}.", "{n} requests are open, the oldest first: {which}.", len(mine),
                  which=clauses(said))  # fmt: skip
        bad = "complaint" in set(mine["kind"].dropna())
        levels = (_TECHNICIANS, _SELLERS, _LEADERS) if bad else (_SELLERS, _TECHNICIANS, _LEADERS)
        yield str(who), Topic("request", levels, text, "requests")


def _one_request(row: dict[Any, Any]) -> str:
    kind = _kind(row["kind"])
    words = {"id": str(row["request_id"]), "day": date(pd.Timestamp(row["date"])), "kind": kind,
             "person": "" if pd.isna(row["person"]) else str(row["person"])}  # fmt: skip
    if kind and words["person"]:
        return _("{id} ({kind}) of {day}, asked of {person}", **words)
    return _("{id} of {day}", **words)


def _kind(value: Any) -> str:
    """Return a kind of request in the language in use, one that is not ours as it is written."""
    return "" if pd.isna(value) else kinds().get(str(value), str(value))


def _cases(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    if not (book.has("activities.kind") and book.has("activities.outcome")):
        return
    seen = met.diary(book)
    kinds = seen["kind"].isin(("service", "complaint")) & (seen["outcome"] == met.OPEN)
    seen = seen[kinds & (seen["date"] > met.since(book)) & seen["customer_id"].isin(wanted)]
    for who, mine in seen.groupby("customer_id"):
        bad = int((mine["kind"] == "complaint").sum())
        parts = [n_("{n} service case", "{n} service cases", len(mine) - bad)] if len(mine) > bad else []
        parts += [n_("{n} complaint", "{n} complaints", bad)] if bad else []
        text = _("Open cases of the last twelve months: {cases}, the oldest of {day}.", cases=enumerated(parts),
                 day=date(mine["date"].min()))  # fmt: skip
        yield str(who), Topic("case", (_TECHNICIANS, _SELLERS, _LEADERS), text, "activities")


def _overdue(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    for who, money in _shown(book, "overdue", wanted):
        if money > 0:
            text = _("Invoices are past their due date and not paid.")
            yield who, Topic("overdue", (_SELLERS, _LEADERS), text, "orders", round(money, 2))


def _silent(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    rows = measure_silence(book.orders, book.as_of)
    for who, row in zip(rows.index.astype("str"), rows.to_dict("records"), strict=True):
        if who in wanted and row["silence"]:
            days = count(int(row["silent_days"]))
            text = (
                _("No order for {days} days: lost, by the rule of twelve months.", days=days)
                if row["silence"] == "lost"
                else _("No order for {days} days; usually one comes every {usual} days.", days=days,
                       usual=number(row["usual_gap"], 0))
            )  # fmt: skip
            yield who, Topic("silent", (_SELLERS, _LEADERS, _TECHNICIANS), text, "orders")


def _figures(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    """Sales that fall, products that are bought no more, answers that are low."""
    for who, growth in _shown(book, "growth", wanted):
        if growth <= FALLS:
            text = _("Sales of the last twelve months are {part} below those of the twelve months before.",
                     part=percent(-growth, 0))  # fmt: skip
            yield who, Topic("falling", (_LEADERS, _SELLERS, _TECHNICIANS), text, "orders")
    for who, gone in _shown(book, "stopped_products", wanted):
        if gone > 0:
            text = n_("{n} product of the year before was not bought in the last twelve months.",
                      "{n} products of the year before were not bought in the last twelve months.",
                      int(gone))  # fmt: skip
            yield who, Topic("stopped", (_SELLERS, _TECHNICIANS, _LEADERS), text, "orders")
    for who, score in _shown(book, "satisfaction", wanted):
        if score <= UNHAPPY:
            text = _("The latest answers of the survey average {score} of 5.", score=number(score, 1))
            yield who, Topic("satisfaction", (_LEADERS, _TECHNICIANS, _SELLERS), text, "survey")


def _deals(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    money = dict(_shown(book, "open_deal_value", wanted))
    for who, deals in _shown(book, "open_deals", wanted):
        if deals > 0:
            text = n_("{n} deal is open.", "{n} deals are open.", int(deals))
            yield who, Topic("deal", (_SELLERS, _LEADERS), text, "deals", _amount(money.get(who, 0.0)))


def _people(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    met_ones = dict(_shown(book, "decision_makers_met", wanted))
    for who, deciders in _shown(book, "decision_makers", wanted):
        missed = int(deciders - met_ones.get(who, deciders))
        if missed > 0:
            text = n_("{n} decision maker was not met in the last year.",
                      "{n} decision makers were not met in the last year.", missed)  # fmt: skip
            yield who, Topic("unmet_decider", (_LEADERS, _SELLERS, _TECHNICIANS), text, "contacts")


def _blanks(book: Book, wanted: set[str]) -> Iterator[tuple[str, Topic]]:
    """Ask for what the account file does not know, that of the most money first, by whom it concerns."""
    files = all_files(book)
    doubtful = files["state"].isin(("unknown", "stale", "contradicted")) & (files["decides"] != "")
    files = files[doubtful & files["customer_id"].isin(wanted)]
    files = files.assign(
        order=pd.Categorical(files["field"], categories=list(fields())).codes,
        level=files["group"].map(_ASKS).fillna(_SELLERS),
    )  # fmt: skip
    files = files.sort_values(["money", "order"], ascending=[False, True])
    for (who, level), mine in files.groupby(["customer_id", "level"]):
        names = clauses([_doubt(str(field), str(state)) for field, state in
                            zip(mine["field"][:BLANKS], mine["state"][:BLANKS], strict=True)])  # fmt: skip
        rest = (_SELLERS, _LEADERS, _TECHNICIANS)
        levels = (str(level), *(one for one in rest if one != level))
        yield str(who), Topic("blank", levels, _("Ask for the account file: {names}.", names=names), "files",
                              _amount(mine["money"].max()))  # fmt: skip


def _amount(money: float) -> float:
    """Return an amount that something is about; missing where it is about none."""
    return round(float(money), 2) if money > 0 else float("nan")


def _doubt(field: str, state: str) -> str:
    name = fields()[field].label
    if state == "unknown":
        return name
    return _("{field} (stated long ago)", field=name) if state == "stale" else (
        _("{field} (tables show something else)", field=name))  # fmt: skip


def _shown(book: Book, key: str, wanted: set[str]) -> Iterator[tuple[str, float]]:
    """Yield what tables show of a figure of an account file, customer by customer."""
    seen = shown(book).get(key)
    if seen is not None:
        known = seen.column.dropna()
        for who, value in zip(known.index.astype("str"), known.tolist(), strict=True):
            if who in wanted:
                yield who, float(value)
