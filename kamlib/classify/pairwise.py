"""K8: weights by pairwise comparison – the analytic hierarchy process with its consistency ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Mean consistency index of random reciprocal matrices by size; Saaty, *The Analytic Hierarchy Process* (1980).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)

#: Above this consistency ratio the comparisons should be looked at again (Saaty 1980).
LIMIT = 0.10


@dataclass(frozen=True)
class Weights:
    """Weights out of pairwise comparisons.

    Attributes
    ----------
    weights : dict
        Criterion → weight, summing to one.
    lambda_max : float
        Principal eigenvalue.
    consistency_ratio : float
        Consistency index over the random index of that size; nil for two criteria.
    consistent : bool
        Whether the ratio is within `LIMIT`.
    worst : tuple of (str, str, float, float)
        The pair that fits the weights worst: the two names, the comparison given, the one the weights imply.
    """

    weights: dict[str, float]
    lambda_max: float
    consistency_ratio: float
    consistent: bool
    worst: tuple[str, str, float, float]

    @property
    def table(self) -> pd.DataFrame:
        """The weights as a table: ``criterion``, ``weight``."""
        return pd.DataFrame({"criterion": list(self.weights), "weight": list(self.weights.values())})

    @property
    def doubtful(self) -> pd.DataFrame:
        """The worst pair as a table of one row, turned so that the comparison given is one or more.

        ``criterion``, ``other_criterion``, ``times_given``, ``times_implied`` by the weights.
        """
        first, second, given, implied = self.worst
        if given < 1:
            first, second, given, implied = second, first, 1 / given, 1 / implied
        return pd.DataFrame(
            {"criterion": [first], "other_criterion": [second], "times_given": [given], "times_implied": [implied]}
        )


def matrix(names: Sequence[str], comparisons: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """Fill a reciprocal matrix from the comparisons that were made.

    Parameters
    ----------
    names : sequence of str
        Criteria.
    comparisons : mapping
        (more important, less important) → how many times; each pair once, in either direction.

    Returns
    -------
    pandas.DataFrame
        Square, ones on the diagonal, a_ji = 1 / a_ij.

    Raises
    ------
    ValueError
        If a pair is missing, given twice, names an unknown criterion, or is not positive.

    Examples
    --------
    >>> from kamlib.classify import pairwise
    >>> pairwise.matrix(["margin", "size"], {("margin", "size"): 4})
            margin  size
    margin    1.00   4.0
    size      0.25   1.0
    """
    place = {name: i for i, name in enumerate(names)}
    square = np.eye(len(place))
    for (a, b), times in comparisons.items():
        if a not in place or b not in place or a == b:
            raise ValueError(f"comparison of {a!r} with {b!r}: both have to be criteria, and two of them")
        if not times > 0:
            raise ValueError(f"comparison of {a!r} with {b!r} is {times}: it has to be positive")
        if square[place[a], place[b]]:
            raise ValueError(f"{a!r} and {b!r} are compared twice")
        square[place[a], place[b]], square[place[b], place[a]] = times, 1 / times
    gaps = np.argwhere(square == 0)
    if len(gaps):
        first, second = (names[k] for k in gaps[0])
        raise ValueError(f"{len(gaps) // 2} comparisons are missing, first {first!r} with {second!r}")
    return pd.DataFrame(square, index=list(names), columns=list(names))


def ahp_weights(compared: pd.DataFrame) -> Weights:
    """Take weights from a reciprocal matrix: its principal eigenvector.

    Parameters
    ----------
    compared : pandas.DataFrame
        Square and reciprocal, names on both axes; a_ij says how many times i matters more than j.

    Returns
    -------
    Weights
        With the consistency ratio, and the worst pair, to be named in a warning where the ratio is over the limit.

    Raises
    ------
    ValueError
        If the matrix is not square, not positive, not reciprocal, or larger than the random index is known for.

    Notes
    -----
    Saaty, T. L. (1980), *The Analytic Hierarchy Process*; (2008), Decision making with the analytic hierarchy
    process, International Journal of Services Sciences 1(1), 83–98.

    Examples
    --------
    >>> from kamlib.classify import pairwise
    >>> said = {("margin", "size"): 3, ("margin", "fame"): 6, ("size", "fame"): 2}
    >>> found = pairwise.ahp_weights(pairwise.matrix(["margin", "size", "fame"], said))
    >>> found.table.round(3)
      criterion  weight
    0    margin   0.667
    1      size   0.222
    2      fame   0.111
    >>> round(found.consistency_ratio, 3) + 0.0
    0.0
    """
    values = compared.to_numpy(dtype=float)
    _check(compared, values)
    roots, vectors = np.linalg.eig(values)
    first = int(np.argmax(roots.real))
    vector = np.abs(vectors[:, first].real)
    vector = vector / vector.sum()
    n, largest = len(values), float(roots[first].real)
    index = (largest - n) / (n - 1) if n > 1 else 0.0
    ratio = max(index / RANDOM_INDEX[n], 0.0) if RANDOM_INDEX[n] > 0 else 0.0
    implied = np.outer(vector, 1 / vector)
    i, j = np.unravel_index(int(np.argmax(np.triu(np.abs(np.log(values / implied))))), values.shape)
    names = [str(name) for name in compared.index]
    worst = (names[i], names[j], float(values[i, j]), float(implied[i, j]))
    return Weights(dict(zip(names, vector.tolist(), strict=True)), largest, ratio, ratio <= LIMIT, worst)


def _check(compared: pd.DataFrame, values: np.ndarray) -> None:
    if values.shape[0] != values.shape[1] or list(compared.index) != list(compared.columns):
        raise ValueError("comparisons have to be a square table with the same names on both axes")
    if len(values) >= len(RANDOM_INDEX):
        raise ValueError(f"{len(values)} criteria: the random index is known for {len(RANDOM_INDEX) - 1} at most")
    if not (values > 0).all():
        raise ValueError("comparisons have to be positive")
    off = np.argwhere(~np.isclose(values * values.T, 1.0, rtol=1e-3))
    if len(off):
        a, b = (str(compared.index[k]) for k in off[0])
        raise ValueError(f"{a!r} over {b!r} and {b!r} over {a!r} are not reciprocal")
