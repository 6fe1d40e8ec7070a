"""Figures of many customers: their files stay small, and nothing that can be seen goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kamlib.classify.misconceptions import Misconceptions, diagnose
from kamlib.figures import concentration as curves
from kamlib.figures import many, style
from kamlib.figures import misconceptions as maps
from kamlib.value.concentration import measure

CUSTOMERS, FLAGGED = 15_000, 300


def saved(ax: Axes, file: Path) -> str:
    style.save(ax.figure, file)
    plt.close(ax.figure)
    return file.read_text("utf-8")


def test_a_map_of_fifteen_thousand_customers_is_a_small_file(tmp_path: Path) -> None:
    small = saved(maps.misconception_map(crowd(60, 12), named=False), tmp_path / "small.svg")
    large = saved(maps.misconception_map(crowd(CUSTOMERS, FLAGGED), named=False), tmp_path / "large.svg")
    assert small.count("<image") == 0
    assert large.count("<image") == 2  # below and above the axes
    assert len(large) < 400_000
    assert large.count("url(#") < 40  # a sign with a hatch is an object of its own in a PDF


def crowd(customers: int, flagged: int) -> Misconceptions:
    """Customers strewn over the map, the first of them flagged."""
    orders = pd.DataFrame({"customer_id": ["A", "B"], "order_id": ["1", "2"], "revenue": 10.0,
                           "date": pd.to_datetime(["2024-01-01", "2024-01-02"])})  # fmt: skip
    x = np.linspace(0.0, 1e6, customers)
    table = pd.DataFrame({"customer_id": np.arange(customers).astype(str), "expected": x,
                          "contribution": x + 1e5 * np.sin(np.arange(customers))})  # fmt: skip
    kinds = np.array(list(maps.SIGNS))[np.arange(flagged) % len(maps.SIGNS)]
    signs = table.head(flagged).assign(misconception=kinds, lasting=-x[:flagged])
    return replace(diagnose(orders), table=signs, customers=table)


def test_a_curve_of_fifteen_thousand_customers_is_a_small_file_and_the_same_curve(tmp_path: Path) -> None:
    frame = pd.DataFrame({"customer_id": np.arange(CUSTOMERS).astype(str),
                          "revenue": 1e6 / np.arange(1, CUSTOMERS + 1)})  # fmt: skip
    result = measure(frame, basis="revenue", replicates=0)
    assert len(saved(curves.share_curve(result), tmp_path / "curve.svg")) < 200_000
    points = result.lorenz.to_numpy(dtype=float)
    across, up = many.thinned(*points.T[:2])
    assert len(across) < CUSTOMERS / 3
    assert (across[0], up[0], across[-1], up[-1]) == (*points[0, :2], *points[-1, :2])
    apart = np.abs(np.interp(points[:, 0], across, up) - points[:, 1])
    assert apart.max() < 0.001


def test_a_curve_of_few_points_stays_as_it_is() -> None:
    across, up = many.thinned([0.0, 0.5, 0.5, 1.0], [0.0, 0.0, 0.0, 1.0])
    assert (across.tolist(), up.tolist()) == ([0.0, 0.5, 0.5, 1.0], [0.0, 0.0, 0.0, 1.0])
