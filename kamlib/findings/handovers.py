"""What is lost when the one person who knows a customer goes: by earlier changes of person, else by assumption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib._client_cache import cached_per_client
from kamlib.findings.leaving_events import studied
from kamlib.keep.events import FEWEST_EXITS
from kamlib.manage.single_owner import single_owner

if TYPE_CHECKING:
    from kamlib.client import Client

#: Part of a year's sales that is lost with customers whose salesperson leaves, low and high: H. Shi, S. Sridhar,
#: R. Grewal and G. Lilien, "Sales representative departures and customer reassignment strategies in
#: business-to-business markets", Journal of Marketing 81 (2017). It is one firm; for others it is an assumption.
ASSUMED = (0.132, 0.176)


@dataclass(frozen=True)
class Handover:
    """The part of a customer's money that is lost if its person changes.

    Attributes
    ----------
    share : float
        The upper bound of that part.
    measured : bool
        Whether earlier changes of the person responsible show it; else it is the upper end of `ASSUMED`.
    low, high : float
        The 95% interval of the part where it is measured, else `ASSUMED`.
    """

    share: float
    measured: bool
    low: float = ASSUMED[0]
    high: float = ASSUMED[1]


@cached_per_client
def handover(client: Client) -> Handover:
    """Return what part of a customer's money is lost if its person changes.

    Parameters
    ----------
    client : Client
        The client's tables; order lines that name a person show earlier changes.

    Returns
    -------
    Handover
        By earlier changes: for each, how many customers left in the months after it, less those that would have
        left at the rate of comparable customers; where too few left to compare, by assumption.
    """
    found = studied(client) if client.has("orders.owner") else None
    rows = None if found is None else found.table[found.table["event"] == "owner_changed"]
    if rows is None or not len(rows):
        return Handover(ASSUMED[1], measured=False)
    row = rows.iloc[0]
    if max(float(row["exits"]), float(row["expected"])) < FEWEST_EXITS:
        return Handover(ASSUMED[1], measured=False)
    usual = float(row["expected"]) / float(row["events"])
    share = (float(row["exits"]) - float(row["expected"])) / float(row["events"])
    low, high = ((float(row[side]) - 1.0) * usual for side in ("low", "high"))
    return Handover(_part(share), measured=True, low=_part(low), high=_part(high))


def _part(of: float) -> float:
    """Return a part of a whole: from 0 to 1."""
    return min(max(of, 0.0), 1.0)


@cached_per_client
def lost_with_people(client: Client) -> dict[str, float]:
    """Return what is to be expected lost a year with the one person that knows a customer.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → currency units a year: what it brings, times the chance that its person goes within a year (1
        where that person has gone or given notice), times the part that is lost then. Empty where the tables name
        one person for each customer and never a second.
    """
    found = single_owner(client)
    if found.seen == "owner" or not len(found.accounts):
        return {}
    rate = min(found.leaving[0], 1.0) if found.leaving[0] == found.leaving[0] else 0.0
    share, rows = handover(client).share, found.accounts
    chance = (rows["gone"] | rows["until"].notna()).astype("float64").where(lambda sure: sure > 0, rate)
    return dict(zip(rows["customer_id"], (rows["money"] * chance * share).round(2), strict=True))
