"""What several findings have to say of the money and the measure in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.contribution import prospects, served_as_known
from kamlib.facts.buying import signs, why_no_customer
from kamlib.findings.alike import lacking, never_paid
from kamlib.value import cost_to_serve as cts
from kamlib.words import _, count, money, n_, period
from kamlib.words.phrases import enumerated, lower_first, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kamlib.client import Client


def uncounted(client: Client, basis: str | None = None) -> tuple[str, ...]:
    """Say who has order lines and is not a customer all the same, and what they come to.

    Parameters
    ----------
    client : Client
        The client's tables.
    basis : str, optional
        The measure of the finding; None for the client's.

    Returns
    -------
    tuple of str
        One sentence, or none where everybody has net sales above zero.
    """
    rest, by = client.others, basis or client.basis
    if not len(rest):
        return ()
    money_ = float(round(rest[by].sum(), 2)) + 0.0
    return (
        n_("{n} more had {what}, no net sales above zero: not counted as a customer here. Its "
           "{basis} of {money} is included in the totals of the report.",
           "{n} more had {what}, no net sales above zero: not counted as customers here. Their "
           "{basis} of {money} is included in the totals of the report.",
           len(rest), what=without_sales(client),
           basis=lower_first(by), money=money(money_, client.currency)),
    )  # fmt: skip


def without_sales(client: Client) -> str:
    """Say what those had who have order lines and no net sales above zero.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        What follows on "had" or "has", in the language in use.
    """
    kinds = set(why_no_customer(client.fact(signs), client.others["customer_id"]))
    if "given_back" not in kinds:
        return _("samples or credits only")
    if kinds == {"given_back"}:
        return _("all purchases returned or credited")
    return _("samples or credits only, or all purchases returned or credited")


def many_without_sales(client: Client, matters: float) -> str:
    """Say how many more have order lines and no net sales, where they are many or their money much.

    Parameters
    ----------
    client : Client
        The client's tables.
    matters : float
        Part of all accounts, or of revenue, from which they are mentioned.

    Returns
    -------
    str
        A sentence in the language in use; empty where they are few.
    """
    rest = client.others
    much = abs(float(rest["revenue"].sum())) >= matters * abs(client.total_revenue)
    if not len(rest) or not (much or len(rest) >= matters * len(client.accounts)):
        return ""
    return n_("{n} more had {what} and is not counted in shares.",
              "{n} more had {what} and are not counted in shares.", len(rest),
              what=without_sales(client))  # fmt: skip


def group_notes(client: Client, named: int = 3) -> tuple[str, ...]:
    """Say whether companies of one group were counted as one, and name the largest groups.

    Parameters
    ----------
    client : Client
        The client's tables.
    named : int
        How many groups are named.

    Returns
    -------
    tuple of str
        One sentence, or none where no company belongs to a group.
    """
    groups = client.groups
    if groups is None or not len(groups):
        return ()
    names = enumerated([
        n_("{name} ({n} company, {sum})", "{name} ({n} companies, {sum})", int(row["companies"]),
           name=short(str(row["name"])), sum=money(row["revenue"], client.currency))
        for row in groups.head(named).to_dict("records")
    ])  # fmt: skip
    if client.counted_by == "group":
        return (_("Companies of one group count as one customer here. By revenue the largest groups are {names}.",
                  names=names),)  # fmt: skip
    return (_("Companies are counted one by one here, also those of one group. By revenue the largest groups are "
              "{names}.", names=names),)  # fmt: skip


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
        return (
            _(
                "The orders contain no costs: this covers revenue only and does not show which customers make or "
                "lose money."
            ),
        )
    notes = list(_serving_notes(client)) if basis == "profit_after_serving" else []
    unknown = float(client.accounts["uncosted_revenue"].sum())
    if unknown:
        notes.append(
            _(
                "Revenue of {money} has no cost; no gross profit is counted for it.",
                money=money(unknown, client.currency),
            )
        )
    return tuple(notes)


def _serving_notes(client: Client) -> Iterator[str]:
    """Name what is deducted from gross profit, and what is spent on those who never bought."""
    known = served_as_known(client) or client.served
    held = [step for step in cts.SERVING if step not in known.left_out]
    yield _(
        "Customer profit is gross profit less cost to serve ({steps}).",
        steps=enumerated([lower_first(s) for s in held]),
    )
    part = known_in_part(client)
    if part:
        yield part
    visited, spent = prospects(client)
    if visited:
        yield n_(
            "Visits to {n} prospect that never bought cost {money}; they are not charged to any customer.",
            "Visits to {n} prospects that never bought cost {money}; they are not charged to any customer.",
            visited, money=money(spent, client.currency),
        )  # fmt: skip


def known_in_part(client: Client) -> str:
    """Say in which months a part of serving is not recorded, so that customer profit of the whole is too high.

    Parameters
    ----------
    client : Client
        The client's tables, with what serving costs.

    Returns
    -------
    str
        Sentences in the language in use; empty where all is recorded all the time, or what lacks costs little.
    """
    parts = [
        n_("{what} in {n} month ({first})", "{what} in {n} months from {first} to {last}", len(months),
           what=_part(part), first=period(months[0]), last=period(months[-1]))
        for part, months in lacking(client).items()
    ]  # fmt: skip
    if not parts:
        return ""
    return _(
        "Not recorded: {parts}. Customer profit of these months, and so of the whole period, is too high by what "
        "this cost.", parts=_("; ").join(parts),
    )  # fmt: skip


def _part(part: str) -> str:
    return _("cost of visits") if part == "visit_cost" else lower_first("activities" if part == "visits" else part)


def unpaid(client: Client) -> str:
    """Say of which months no payment is recorded, so that their bills count neither as paid nor as open.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    str
        Sentences in the language in use; empty where payments of all months are recorded.
    """
    months, billed = never_paid(client)
    if not months:
        return ""
    words = {"first": period(months[0]), "last": period(months[-1]), "money": money(billed, client.currency)}
    if len(months) == 1:
        return _(
            "Of the bills that fell due in {first} ({money}) not one has a date of payment. Whether they were "
            "paid late is not known, so they are left out of late payment: enter when they were paid.", **words,
        )  # fmt: skip
    return _(
        "In {n} months from {first} to {last} not one bill that fell due ({money} in all) has a date of payment. "
        "Whether they were paid late is not known, so they are left out of late payment: enter when they were "
        "paid.",
        n=count(len(months)), **words,
    )  # fmt: skip
