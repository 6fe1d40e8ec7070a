"""The pictures of chapter 1 draw what was computed, for one customer as for ten thousand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from kamlib.figures import concentration as fc
from kamlib.figures import style
from kamlib.figures import waterfall as ff
from kamlib.figures import whale as fw
from kamlib.value import concentration, cost_to_serve, trend, whale
from kamlib.words import speaking

NAMES = ["$5 & $6 Ltd", "<script>alert(1)</script>", "=cmd()", "名" * 300, "../../etc", "", "a\nb"]


def accounts(n: int, seed: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    profit = rng.normal(100, 300, n).round(2)
    return pd.DataFrame({
        "customer_id": [f"c{i:05}" for i in range(n)], "name": [NAMES[i % len(NAMES)] for i in range(n)],
        "revenue": np.abs(profit) * 5 + 10, "profit": profit,
    })  # fmt: skip


def by_year(n: int) -> pd.DataFrame:
    parts = [
        accounts(n, year).assign(
            period=str(year), first_date=pd.Timestamp(f"{year}-01-02"), last_date=pd.Timestamp(f"{year}-12-30")
        )
        for year in (2022, 2023)
    ]
    return pd.concat(parts)


def orders(n: int) -> pd.DataFrame:
    table = accounts(n)
    return table.assign(
        order_id=table["customer_id"], date=pd.Timestamp("2024-01-05"), cost=table["revenue"] - table["profit"],
        freight=20.0, discount=5.0,
    )  # fmt: skip


#: Name → what draws it and what says it, for n customers.
FIGURES: dict[str, Callable[[int], tuple[Callable[..., Axes], str]]] = {}


def figure(make: Callable[[int], tuple[Callable[..., Axes], str]]) -> None:
    FIGURES[make.__name__] = make


@figure
def share_curve(n: int) -> tuple[Callable[..., Axes], str]:
    seen = concentration.measure(accounts(n), replicates=20)
    return lambda **k: fc.share_curve(seen, **k), fc.share_curve_alt(seen)


@figure
def ranked_bars(n: int) -> tuple[Callable[..., Axes], str]:
    seen = concentration.measure(accounts(n), replicates=0)
    return lambda **k: fc.ranked_bars(seen, currency="USD", **k), fc.ranked_bars_alt(seen, currency="USD")


@figure
def trend_lines(n: int) -> tuple[Callable[..., Axes], str]:
    seen = trend.concentration_trend(by_year(n), replicates=10)
    return lambda **k: fc.trend_lines(seen, **k), fc.trend_lines_alt(seen)


@figure
def whale_curve(n: int) -> tuple[Callable[..., Axes], str]:
    seen = whale.curve(accounts(n))
    return lambda **k: fw.whale_curve(seen, currency="USD", **k), fw.whale_curve_alt(seen, currency="USD")


@figure
def largest_customers(n: int) -> tuple[Callable[..., Axes], str]:
    table = concentration.largest(accounts(n))
    return lambda **k: fw.largest_customers(table, currency="USD", **k), fw.largest_customers_alt(table)


@figure
def waterfall(n: int) -> tuple[Callable[..., Axes], str]:
    bars = cost_to_serve.serve(orders(n)).waterfall()
    return lambda **k: ff.waterfall(bars, currency="USD", **k), ff.waterfall_alt(bars)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("n", [1, 2, 60, 10_000])
@pytest.mark.parametrize("name", FIGURES)
def test_it_is_drawn_for_any_number_of_customers_and_says_what_it_shows(
    name: str, n: int, lang: str, tmp_path: Path
) -> None:
    with speaking(lang):
        draw, alt = FIGURES[name](n)
        ax = draw()
        file = style.save(ax.figure, tmp_path / "figure.png")
    plt.close(ax.figure)
    assert file.stat().st_size < 120_000
    assert len(alt) > 15
    assert "nan" not in alt


@pytest.mark.parametrize("name", FIGURES)
def test_it_draws_where_it_is_told(name: str) -> None:
    mine = plt.figure().subplots()
    assert FIGURES[name](60)[0](ax=mine) is mine
    plt.close(mine.figure)


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_figure_is_the_same_svg(name: str, tmp_path: Path) -> None:
    both = []
    for turn in ("a", "b"):
        ax = FIGURES[name](60)[0]()
        both.append(style.save(ax.figure, tmp_path / f"{turn}.svg").read_bytes())
        plt.close(ax.figure)
    assert both[0] == both[1]


def test_the_whale_curve_ends_at_the_total_and_peaks_where_the_result_says() -> None:
    seen = whale.curve(accounts(60))
    ax = fw.whale_curve(seen)
    across, up = ax.lines[0].get_data()
    assert np.asarray(up)[-1] == pytest.approx(seen.total)
    assert np.asarray(across)[int(np.argmax(up))] == seen.peak_customers
    plt.close(ax.figure)


def test_losses_are_hatched_and_lie_left_of_zero() -> None:
    table = concentration.largest(accounts(60))
    ax = fw.largest_customers(table)
    bars = {bar.get_width(): bar.get_hatch() for bar in ax.patches}
    assert sorted(bars) == sorted(table["profit"])
    assert all(bool(hatch) == (size < 0) for size, hatch in bars.items())
    plt.close(ax.figure)


def test_a_dollar_in_a_name_stays_a_dollar() -> None:
    ax = fw.largest_customers(concentration.largest(accounts(7)), currency="USD")
    labels = [tick.label1 for tick in ax.yaxis.get_major_ticks()]
    assert any("$5 & $6" in label.get_text() for label in labels)
    assert not any(label.get_parse_math() for label in labels)
    plt.close(ax.figure)


def test_where_shares_are_refused_the_figure_says_so() -> None:
    seen = concentration.measure(accounts(3).assign(profit=[1.0, 2.0, -9.0]))
    ax = fc.share_curve(seen)
    assert "not positive" in ax.texts[0].get_text().replace("\n", " ")
    plt.close(ax.figure)
