"""Rates of serving a customer, for what the data does not hold (K3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ServingRates:
    """Rates for what the data does not hold. What is None, and not in the data, is left out by name.

    Only the cost of capital has a default: a bill paid late costs money at any company, and 8 % a year is a plain
    price of it. What an order, a visit or a dealer costs differs so much that a default would be a guess.

    Attributes
    ----------
    cost_per_order, cost_per_line, cost_per_unit : float or None
        Handling of an order, of an order line, of a piece.
    channel_fees : mapping of str to float, or None
        Share of revenue paid away, by ``channel``; a channel that is not named pays none.
    freight_rate : float or None
        Share of revenue, for lines whose ``freight`` is unknown.
    hourly_cost, cost_per_visit : float or None
        For activities without a cost of their own: by their hours, else by the piece.
    capital_rate : float or None
        Yearly price of money that is tied up, for the days between due and paid.
    save_rate : float or None
        Part of the money next to a recommendation that comes back in the client's experience; without it such
        amounts are upper bounds. It enters no cost.

    Examples
    --------
    >>> from kamlib.value.serving_rates import ServingRates
    >>> ServingRates(hourly_cost=350).hourly_cost
    350
    """

    cost_per_order: float | None = None
    cost_per_line: float | None = None
    cost_per_unit: float | None = None
    channel_fees: Mapping[str, float] | None = None
    freight_rate: float | None = None
    hourly_cost: float | None = None
    cost_per_visit: float | None = None
    capital_rate: float | None = 0.08
    save_rate: float | None = None

    def __post_init__(self) -> None:
        """Refuse negative rates."""
        for name, value in vars(self).items():
            for rate in value.values() if isinstance(value, Mapping) else [value]:
                if rate is not None and not 0 <= rate < float("inf"):
                    raise ValueError(f"{name}: a rate cannot be {rate}")
