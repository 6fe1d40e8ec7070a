"""K2, K19 a stance for each customer: reward, motivate, cultivate or part with – by one table of rules."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

#: What a company can do with a customer.
STANCES = ("reward", "motivate", "cultivate", "part")

#: What a customer is to those who plan the work (K19).
OBJECTS = ("object_key", "object_cultivate", "object_watch", "object_drop")

#: The stance that each reason leads to; in this order the first reason that holds decides.
REASONS = MappingProxyType({
    "lost_small": "part",
    "lost_valuable": "motivate",
    "products_lose": "motivate",
    "kept_for_image": "cultivate",
    "still_loses": "part",
    "fallen_silent": "motivate",
    "turned_to_loss": "motivate",
    "on_harsh_terms": "motivate",
    "buys_less": "motivate",
    "bought_once": "motivate",
    "back_in_profit": "cultivate",
    "grows": "cultivate",
    "has_room": "cultivate",
    "sets_example": "cultivate",
    "is_new": "cultivate",
    "not_known_yet": "cultivate",
    "buys_rarely": "motivate",
    "stays_key": "reward",
    "stays_small": "reward",
    "first_orders": "cultivate",
})  # fmt: skip

#: What a customer is to those who plan the work, by verdict and stance; a pair that is not here is refused.
OBJECT_OF = MappingProxyType({
    ("key", "reward"): "object_key",
    ("key", "motivate"): "object_watch",
    ("image", "motivate"): "object_watch",
    ("image", "cultivate"): "object_watch",
    ("candidate", "motivate"): "object_watch",
    ("candidate", "cultivate"): "object_cultivate",
    ("not", "reward"): "object_cultivate",
    ("not", "motivate"): "object_watch",
    ("not", "cultivate"): "object_cultivate",
    ("not", "part"): "object_drop",
})  # fmt: skip

#: Revenue of the last year over that of the year before, up to which a customer buys less.
LESS = 0.75


def assign_stances(facts: pd.DataFrame) -> pd.DataFrame:
    """Give each customer one stance with its reason, and what it is to those who plan the work.

    Parameters
    ----------
    facts : pandas.DataFrame
        One row per customer: ``customer_id``, ``verdict``, ``decided_by``, ``warnings`` (of
        ``key_accounts.KeyAccounts.table``), ``contribution`` of the whole book, ``silence``, ``growth`` (revenue
        of the last year over that of the year before, missing where not known), ``of_value`` (platinum or gold),
        ``year`` (contribution of the last twelve months; missing where the book does not say) and ``long``
        (whether it has bought for a year, or half the book where that is shorter); ``by_products`` where known
        (whether its loss is one of products that lose money with others too), ``fresh`` where known (whether its
        only order is so recent that the next one is not due yet).

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``stance`` (one of `STANCES`), ``stance_reason`` (a key of `REASONS`) and ``object`` (one
        of `OBJECTS`), in the order of the rows.

    Raises
    ------
    ValueError
        If verdict and stance contradict each other.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify.stances import assign_stances
    >>> facts = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "verdict": ["key", "not"], "decided_by": ["earns_lastingly", "loses"],
    ...     "warnings": [(), ()], "contribution": [100.0, -20.0], "silence": ["", ""], "growth": [1.0, 1.0],
    ...     "of_value": [True, False], "year": [50.0, -10.0], "long": [True, True],
    ... })
    >>> assign_stances(facts)
      customer_id  stance stance_reason       object
    0           A  reward     stays_key   object_key
    1           B    part   still_loses  object_drop
    """
    holds = _holds(facts)
    when = [holds[reason].to_numpy(dtype=bool) for reason in REASONS]
    reason = np.select(when, list(REASONS), default="first_orders")
    found = pd.DataFrame({"customer_id": facts["customer_id"].to_numpy(), "stance_reason": reason})
    found.insert(1, "stance", [REASONS[one] for one in reason])
    pairs = list(zip(facts["verdict"], found["stance"], strict=True))
    odd = sorted({pair for pair in pairs if pair not in OBJECT_OF})
    if odd:
        raise ValueError(f"verdict and stance contradict each other: {odd}")
    return found.assign(object=[OBJECT_OF[pair] for pair in pairs])


def _holds(facts: pd.DataFrame) -> dict[str, pd.Series]:
    """Say of each reason for which customers it holds."""
    decided, lost, one_off = facts["decided_by"], facts["silence"] == "lost", facts["decided_by"] == "one_occasion"
    year = facts["year"].fillna(facts["contribution"])
    loses, lost_before = year < 0, facts["contribution"] <= 0
    worth = facts["of_value"] & ~one_off
    never = pd.Series(False, index=facts.index)
    by_products, fresh = (
        facts[known].astype("bool") if known in facts else never for known in ("by_products", "fresh")
    )
    harsh = facts["warnings"].map(lambda names: "harsh_terms" in names).astype("bool")
    return {
        "lost_small": lost & (~worth | lost_before) & (facts["verdict"] == "not"),
        "lost_valuable": lost,
        "products_lose": loses & by_products,
        "kept_for_image": decided == "kept_for_image",
        "still_loses": loses & lost_before,
        "fallen_silent": facts["silence"] == "silent",
        "turned_to_loss": loses & ~one_off,
        "on_harsh_terms": (decided == "harsh_terms") | (harsh & facts["of_value"]),
        "buys_less": (facts["growth"] <= LESS) & ~one_off & ~lost_before,
        "bought_once": one_off & ~(fresh & ~facts["of_value"]),
        "back_in_profit": lost_before,
        "grows": decided == "growing",
        "has_room": decided == "high_potential",
        "sets_example": decided == "benchmark",
        "is_new": decided == "new",
        "not_known_yet": decided.isin(["too_short", "too_few"]),
        "buys_rarely": decided.isin(["not_often", "gone_quiet"]),
        "stays_key": facts["verdict"] == "key",
        "stays_small": facts["long"].astype("bool"),
        "first_orders": pd.Series(True, index=facts.index),
    }
