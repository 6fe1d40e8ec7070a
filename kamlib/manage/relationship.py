"""The network of contacts: who of us knows whom at a customer, and whose leaving would divide it (K12)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from kamlib.book import Book


def contact_network(book: Book, customer_id: str) -> pd.DataFrame:
    """Return who of us knows which contact of a customer.

    Parameters
    ----------
    book : Book
        Contacts with ``known_by``: names of ours, divided by semicolons. A client is a book.
    customer_id : str
        The customer.

    Returns
    -------
    pandas.DataFrame
        ``ours`` and ``theirs`` (contact id), one row per pair, in the order of the names.

    Raises
    ------
    ValueError
        If the contacts do not say who knows them.
    """
    if book.contacts is None or "known_by" not in book.contacts:
        raise ValueError("contacts.known_by: nothing says which of us knows whom")
    mine = book.contacts[book.contacts["customer_id"] == customer_id].dropna(subset=["known_by"])
    names = mine["known_by"].astype("str").str.split(r"[;；]")
    pairs = pd.DataFrame({"ours": names, "theirs": mine["contact_id"].astype("str")}).explode("ours")
    pairs["ours"] = pairs["ours"].str.strip()
    pairs = pairs[pairs["ours"] != ""].drop_duplicates()
    return pairs.sort_values(["ours", "theirs"], ignore_index=True)


def measure(pairs: pd.DataFrame) -> pd.DataFrame:
    """Measure the place of each person in a network.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Two columns of names; each row joins two persons. Repeated rows and rows of one person alone count once and
        not at all.

    Returns
    -------
    pandas.DataFrame
        One row per person by name: ``person``, ``degree`` (share of the others it is joined to), ``betweenness``
        (share of the shortest ways between two others that lead through it) and ``holds_together`` (whether the
        others fall apart without it).

    Notes
    -----
    Freeman, "Centrality in social networks: conceptual clarification", Social Networks (1978); betweenness after
    Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology (2001).

    Examples
    --------
    >>> measure(pd.DataFrame({"a": ["Ike", "Ike"], "b": ["Heather", "Jane"]}))
        person  degree  betweenness  holds_together
    0  Heather     0.5          0.0           False
    1      Ike     1.0          1.0            True
    2     Jane     0.5          0.0           False
    """
    joined = _joined(pairs)
    n = len(joined)
    others, ways = max(n - 1, 1), max((n - 1) * (n - 2), 1)
    through = dict.fromkeys(joined, 0.0)
    for person in joined:
        for other, part in _through(joined, person).items():
            through[other] += part
    whole = _pieces(joined, None)
    return pd.DataFrame({
        "person": list(joined), "degree": [len(near) / others for near in joined.values()],
        "betweenness": [through[person] / ways for person in joined],
        "holds_together": [_pieces(joined, person) > whole for person in joined],
    })  # fmt: skip


def _joined(pairs: pd.DataFrame) -> dict[str, list[str]]:
    """Return whom each person is joined to, both in the order of the names."""
    found: dict[str, set[str]] = {}
    for one, other in zip(pairs.iloc[:, 0].astype("str"), pairs.iloc[:, 1].astype("str"), strict=True):
        if one != other:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {person: sorted(found[person]) for person in sorted(found)}


def _through(joined: Mapping[str, list[str]], start: str) -> dict[str, float]:
    """Return what part of the shortest ways from a person leads through each of the others."""
    far, many, before = {start: 0}, {start: 1.0}, {start: list[str]()}
    order, waiting = [], deque([start])
    while waiting:
        person = waiting.popleft()
        order.append(person)
        for other in joined[person]:
            if other not in far:
                far[other], many[other], before[other] = far[person] + 1, 0.0, []
                waiting.append(other)
            if far[other] == far[person] + 1:
                many[other] += many[person]
                before[other].append(person)
    part = dict.fromkeys(order, 0.0)
    for person in reversed(order):
        for earlier in before[person]:
            part[earlier] += many[earlier] / many[person] * (1.0 + part[person])
    part.pop(start)
    return part


def _pieces(joined: Mapping[str, list[str]], without: str | None) -> int:
    """Count the pieces of a network without a person."""
    left, pieces = set(joined) - {without}, 0
    while left:
        pieces += 1
        waiting = [left.pop()]
        while waiting:
            reached = [other for other in joined[waiting.pop()] if other in left]
            left.difference_update(reached)
            waiting += reached
    return pieces
