"""Sets of weeks as the bits of a whole number, the first week the lowest: what two sets share is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


def these(weeks: Iterable[int]) -> int:
    """Return the set of some weeks."""
    return sum(1 << week for week in weeks)


def span(first: int, last: int) -> int:
    """Return the weeks from one to another, both included; none lies before the first of all."""
    return (1 << last + 1) - (1 << max(0, first)) if last >= 0 else 0


def listed(held: int) -> list[int]:
    """Return the weeks of a set in their order."""
    return [week for week in range(held.bit_length()) if held >> week & 1]


def of_row(row: np.ndarray) -> int:
    """Return the weeks in which a row has a visit."""
    return int.from_bytes(np.packbits(row != 0, bitorder="little").tobytes(), "little")


def rows(sets: Sequence[int], weeks: int) -> np.ndarray:
    """Return a row of ones and zeros for each set, a column a week."""
    size = -(-weeks // 8)
    packed = np.frombuffer(b"".join(one.to_bytes(size, "little") for one in sets), dtype="uint8")
    bits = np.unpackbits(packed.reshape(len(sets), size), axis=1, count=weeks, bitorder="little")
    return bits.astype("int64")
