"""Four ways to guess what a customer buys next, from what it and others bought. Each gives a score per cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

#: How many look-alikes vote, and how many customers they are taken from at most: an even selection by id.
NEIGHBOURS, POOL = 20, 4_000

#: Kinds of holdings that are compared at a time; customers that bought the same have the same neighbours.
BLOCK = 1_000


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known on a day.

    Attributes
    ----------
    held, recent : scipy.sparse.csr_matrix
        Customers × products, ones: bought at any time so far, and in the last twelve months.
    segment : numpy.ndarray
        Number of the segment of each customer.
    active : numpy.ndarray
        Which customers bought in the last twelve months.
    """

    held: Any
    recent: Any
    segment: np.ndarray
    active: np.ndarray


def popularity(seen: Seen) -> np.ndarray:
    """Score a product by the share of all customers that bought it in the last twelve months.

    Parameters
    ----------
    seen : Seen
        What is known on the day.

    Returns
    -------
    numpy.ndarray
        Active customers × products.
    """
    share = np.asarray(seen.recent[seen.active].mean(axis=0), dtype="float32").ravel()
    return np.broadcast_to(share, (int(seen.active.sum()), len(share)))


def peers(seen: Seen) -> np.ndarray:
    """Score a product by the share of the customers of the same segment that bought it in the last twelve months.

    Parameters
    ----------
    seen : Seen
        What is known on the day.

    Returns
    -------
    numpy.ndarray
        Active customers × products.
    """
    counts, sizes = _by_segment(seen)
    shares = counts / np.maximum(sizes, 1).astype("float32")[:, None]
    return np.asarray(shares[seen.segment[seen.active]])


def peer_counts(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """Return how many customers of each segment bought each product in the last twelve months, and of how many.

    Parameters
    ----------
    seen : Seen
        What is known on the day.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Segments × products, and segments.
    """
    return _by_segment(seen)


def _by_segment(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """Return the buyers of each product by segment, and the customers of each segment."""
    from scipy.sparse import csr_matrix

    mine = seen.segment[seen.active]
    shape = (int(seen.segment.max(initial=0)) + 1, len(mine))
    members = csr_matrix((np.ones(len(mine), dtype="float32"), (mine, np.arange(len(mine)))), shape=shape)
    return (members @ seen.recent[seen.active]).toarray(), np.bincount(mine, minlength=shape[0])


def look_alikes(seen: Seen) -> np.ndarray:
    """Score a product by what the twenty customers with the most similar purchases bought lately.

    Parameters
    ----------
    seen : Seen
        What is known on the day.

    Returns
    -------
    numpy.ndarray
        Active customers × products: shares of the similarity of all twenty.
    """
    from scipy.sparse import csr_matrix

    held = seen.held[seen.active]
    n = held.shape[0]
    pool = np.unique(np.linspace(0, n - 1, min(n, POOL)).astype("int64"))
    most = min(NEIGHBOURS, len(pool) - 1)
    if most < 1:
        return np.zeros(held.shape, dtype="float32")
    kind, first = _kinds(held)
    best, alike = _nearest(held[first], held[pool], most + 1)
    near, weight = pool[best[kind]], alike[kind]
    others = _but_itself(near)
    near, weight = near[others].reshape(n, most), weight[others].reshape(n, most)
    votes = csr_matrix((weight.ravel(), near.ravel(), np.arange(0, n * most + 1, most)), shape=(n, n))
    total = np.maximum(weight.sum(axis=1), 1e-9)[:, None]
    return np.asarray(np.asarray((votes @ seen.recent[seen.active]).todense(), dtype="float32") / total)


def _kinds(held: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of what each customer bought, and the first customer of each number."""
    ends = zip(held.indptr[:-1], held.indptr[1:], strict=True)
    bought = [held.indices[start:end].tobytes() for start, end in ends]
    kind, _found = pd.factorize(np.array(bought, dtype="object"))
    return kind, np.unique(kind, return_index=True)[1]


def highest(scores: np.ndarray, most: int) -> np.ndarray:
    """Return the places of the highest scores of each row, the highest first; of equal ones the first in the row.

    Parameters
    ----------
    scores : numpy.ndarray
        Float32, none below zero but those that are -1.
    most : int
        How many places, at most as many as there are.

    Returns
    -------
    numpy.ndarray
        Rows × `most`. No two ranks are equal, so every computer finds the same.
    """
    n = scores.shape[1]
    whole = np.where(scores < 0, -1, np.ascontiguousarray(scores).view("int32")).astype("int64")
    ranks = np.arange(n) - whole * n  # the highest score has the lowest
    some = np.argpartition(ranks, most - 1, axis=1)[:, :most]
    return np.take_along_axis(some, np.argsort(np.take_along_axis(ranks, some, axis=1), axis=1), axis=1)


def _nearest(held: Any, pool: Any, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places in the pool that are most like each row, the most alike first, and how much they are.

    Products in common are whole numbers, so no computer sees other likenesses.
    """
    best = np.empty((held.shape[0], most), dtype="int64")
    alike = np.empty((held.shape[0], most), dtype="float32")
    own, others = (np.sqrt(np.maximum(np.diff(each.indptr), 1)).astype("float32") for each in (held, pool))
    bought = pool.toarray().T
    for first in range(0, held.shape[0], BLOCK):
        rows = slice(first, first + BLOCK)
        found = held[rows].toarray() @ bought / (own[rows, None] * others)
        best[rows] = highest(found, most)
        alike[rows] = np.take_along_axis(found, best[rows], axis=1)
    return best, alike


def _but_itself(near: np.ndarray) -> np.ndarray:
    """Mark in each row all but the customer of that row, or but the last, where it is not among them."""
    itself = near == np.arange(len(near))[:, None]
    drop = np.where(itself.any(axis=1), itself.argmax(axis=1), near.shape[1] - 1)
    return np.asarray(np.arange(near.shape[1]) != drop[:, None])


def item_item(seen: Seen) -> np.ndarray:
    """Score a product by how often those who bought what this customer bought also bought it.

    Parameters
    ----------
    seen : Seen
        What is known on the day.

    Returns
    -------
    numpy.ndarray
        Active customers × products: the mean over the customer's products of the share of their buyers.
    """
    held = seen.held[seen.active]
    together = np.asarray((held.T @ held).todense(), dtype="float32")
    alone = np.maximum(np.diag(together), 1.0)
    given = together / alone[:, None]
    own = np.maximum(np.asarray(held.sum(axis=1), dtype="float32").ravel(), 1.0)
    return np.asarray(np.asarray(held @ given, dtype="float32") / own[:, None])


#: The simplest first: of two that hit alike it is taken.
METHODS: dict[str, Callable[[Seen], np.ndarray]] = {
    "popularity": popularity, "peers": peers, "look_alikes": look_alikes, "item_item": item_item,
}  # fmt: skip
