"""The types of customer that a world is peopled with: how each buys, pays, and is served.

Ranges are drawn from once a customer, so that types overlap in every single figure; what distinguishes them
is several figures together, as in life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

Range = tuple[float, float]


@dataclass(frozen=True)
class Type:
    """One type of customer.

    Attributes
    ----------
    share : float
        Part of all customers; what is left is ``ordinary``.
    rate : tuple
        Order lines a year.
    ticket : tuple
        Money at list price of a line, CNY.
    discount : tuple
        Mean discount against list price.
    terms : tuple
        Days to pay.
    late : tuple
        Mean days paid after the due date.
    tickets, hours : tuple
        Service calls a year, and hours each.
    freight : tuple
        Freight paid by us, as a share of revenue.
    claims, claim : tuple
        Share of lines with a quality claim, and the claim as a share of the line.
    wallet : tuple
        Our share of what the customer spends on such goods.
    tempo : tuple
        Exponent of the order rhythm: 1 even, below 1 ever denser, above 1 going quiet.
    swell : tuple
        By how much the size of orders changes from first to last (1 not at all).
    breadth : tuple
        Number of different products bought.
    """

    share: float = 0.0
    rate: Range = (4, 12)
    ticket: Range = (22_000, 60_000)
    discount: Range = (0.05, 0.14)
    terms: Range = (30, 60)
    late: Range = (-4, 12)
    tickets: Range = (1, 5)
    hours: Range = (2, 5)
    freight: Range = (0.006, 0.016)
    claims: Range = (0.005, 0.03)
    claim: Range = (0.04, 0.15)
    wallet: Range = (0.25, 0.6)
    tempo: Range = (1, 1)
    swell: Range = (0.9, 1.15)
    breadth: Range = (3, 9)


TYPES: Mapping[str, Type] = {
    # True key accounts: often, much, at a fair price, on time.
    "key": Type(
        0.12, (20, 46), (50_000, 130_000), (0.05, 0.15), (30, 60), (-5, 10), (6, 18), (2, 5),
        wallet=(0.35, 0.7), swell=(0.95, 1.25), breadth=(6, 14),
    ),
    # The heavy repeat buyers on harsh terms (K4-3): everything is eaten up by what they ask for.
    "harsh": Type(
        0.04, (40, 95), (90_000, 165_000), (0.345, 0.385), (90, 120), (25, 70), (80, 125), (8, 12),
        (0.028, 0.042), (0.12, 0.20), (0.10, 0.26), (0.1, 0.3), swell=(0.95, 1.2), breadth=(5, 12),
    ),
    # One big ticket (K4-1): a project, and little before or after.
    "big_ticket": Type(
        0.04, (0.3, 0.8), (8_000, 20_000), (0.08, 0.18), (60, 90), (0, 25), (1, 4), (3, 6), wallet=(0.5, 0.9),
    ),
    # Group purchases (K4-2): gifts before a festival, little else.
    "group": Type(
        0.04, (0.3, 0.8), (2_000, 6_000), (0.02, 0.08), (15, 30), (-5, 5), (0, 1), (1, 2), wallet=(0.3, 0.8),
    ),
    "growing": Type(
        0.08, (9, 17), (25_000, 60_000), (0.05, 0.12), tickets=(2, 6), wallet=(0.15, 0.4),
        tempo=(0.45, 0.65), swell=(2.5, 5.0), breadth=(4, 10),
    ),
    "leaving": Type(
        0.10, (9, 20), (22_000, 70_000), (0.06, 0.15), tickets=(2, 7), tempo=(1.4, 1.9), swell=(0.75, 1.0),
    ),
    "potential": Type(
        0.08, (2, 4), (6_000, 16_000), (0.02, 0.08), tickets=(0.5, 2), wallet=(0.008, 0.03), breadth=(1, 4),
    ),
    # Small, and served as if they were large.
    "costly": Type(
        0.08, (8, 15), (3_000, 8_000), (0.08, 0.2), (30, 60), (0, 25), (16, 30), (4, 8),
        (0.02, 0.05), (0.03, 0.08), (0.1, 0.3), (0.4, 0.8),
    ),
    "slow": Type(0.06, (5, 12), (22_000, 60_000), (0.06, 0.15), (45, 60), (55, 120), (1, 5)),
    "ordinary": Type(),
}  # fmt: skip

#: The parameters of a type that are ranges, in order.
RANGES = tuple(f.name for f in fields(Type) if f.name != "share")

SHARES: Mapping[str, float] = {key: t.share for key, t in TYPES.items() if key != "ordinary"}

#: What else is planted over the types, as a share of all customers.
TRAITS: Mapping[str, float] = {
    "benchmark": 0.04,  # influence 5: others look at what they buy
    "single_owner": 0.12,  # all contacts known by one of our people only
    "new": 0.10,  # of the ordinary: first order within the years
    "dissatisfied": 0.6,  # of those who leave
    "hard_price": 0.1,  # of the key accounts: deep discounts, and still they earn
    "strategic": 0.25,  # of the key accounts: joint projects
    "intrinsic": 0.45,  # of the rest: buys on price
}
