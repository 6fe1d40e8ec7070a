"""Who talks with whom: ties of our people with the contacts of customers, and of these among each other."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice
from kamlib.world.staff import Roles

NETWORK = ("customer_id", "one", "other", "strength")

#: Part of the customers with three contacts or more at which one contact stands between us and all others.
BROKERED = 0.2


def network(
    who: pd.DataFrame, known: pd.DataFrame, parts: Roles, p: Parameters
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Draw who talks with whom.

    Parameters
    ----------
    who, known : pandas.DataFrame
        The cast and its contacts.
    parts : Roles
        Ties with friends are the strongest.
    p : Parameters
        Its seed is looked at.

    Returns
    -------
    tuple
        ``NETWORK``: ``one`` is a name of ours or a contact, ``other`` a contact, strength 1 to 5; and the planted
        brokers by customer: there our people reach the others through one contact only, whatever
        ``contacts.known_by`` claims.
    """
    dice, at = Dice(p.seed, "network"), _at(known)
    single = set(who.loc[who["single_owner"], "customer_id"])
    can = [id_ for id_, some in at.items() if len(some) >= 3 and id_ not in single]
    brokered = {can[i] for i in dice.shuffled(len(can))[: round(BROKERED * len(can))]}
    brokers = {id_: at[id_][0][0] for id_ in at if id_ in brokered}
    across = dict(zip(at, dice.chance(0.3, len(at)).tolist(), strict=True))
    rows = [
        (id_, *pair)
        for id_, some in at.items()
        for pair in (_through(some) if id_ in brokered else _open(some, across[id_]))
    ]
    table = pd.DataFrame(rows, columns=["customer_id", "one", "other"])
    warm = table["customer_id"].isin(parts.friends) & (table["one"] == parts.friendly)
    strength = np.where(warm, 5, dice.whole(1, 4, len(table)))
    return table.assign(strength=strength)[list(NETWORK)], brokers


def _at(known: pd.DataFrame) -> dict[str, list[tuple[str, list[str]]]]:
    """Return the contacts of each customer, with those of ours who know them."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for id_, contact, said in zip(known["customer_id"], known["contact_id"], known["known_by"], strict=True):
        found.setdefault(id_, []).append((contact, said.split("; ")))
    return found


def _through(some: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Tie us to the first contact alone, and all others to that one."""
    first, ours = some[0]
    return [(name, first) for name in ours] + [(first, other) for other, _ in some[1:]]


def _open(some: list[tuple[str, list[str]]], across: bool) -> list[tuple[str, str]]:
    """Tie everybody of ours to all whom they know, and the contacts to their neighbours."""
    ties = [(name, contact) for contact, ours in some for name in ours]
    order, met = [contact for contact, _ in some], Counter(name for name, _ in ties)
    for name, contact in [tie for tie in ties if met[tie[0]] == 1 and len(order) > 1]:
        ties.append((name, order[(order.index(contact) + 1) % len(order)]))  # nobody hangs on one contact
    ties += [(one[0], other[0]) for one, other in pairwise(some)]
    return ties + ([(some[0][0], some[-1][0])] if across and len(some) > 3 else [])
