"""The picture of exits after events, and that of satisfaction by tier: every mark has its words in the key."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from kamlib.figures import events, satisfaction, style
from kamlib.keep import answers
from kamlib.words import speaking

TABLE = pd.DataFrame({
    "event": ["owner_changed", "price_raised", "complaint_open"], "ratio": [3.0, 1.2, 2.0],
    "low": [2.4, 0.8, 1.4], "high": [3.8, 1.7, 2.9], "placebo_low": [float("nan"), 0.7, 0.6],
    "placebo_high": [float("nan"), 1.4, 1.5], "flagged": [False, False, True],
})  # fmt: skip


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def key(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def dots(ax: Axes) -> dict[str, tuple[list[float], str, object]]:
    """Return the places, the colour and the mark of the dots of each line of the key."""
    lines = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
    return {
        str(line.get_label()): (
            [float(y) for y in line.get_ydata()],
            to_hex(line.get_color()).upper(),
            line.get_marker(),
        )
        for line in lines
    }


@pytest.mark.parametrize(
    ("lang", "often", "not_often", "others"),
    [("en", "clearly more often", "not clearly more often", "same dates, other customers"),
     ("zh", "明显更多", "未见明显增多", "同样日期，其他客户")],
)  # fmt: skip
def test_the_key_names_both_colours_and_the_bar(lang: str, often: str, not_often: str, others: str) -> None:
    with speaking(lang):
        ax = events.ratios(TABLE)
    # the first event has no placebo: the bar is in the key all the same
    assert key(ax) == [often, not_often, others]
    assert dots(ax) == {often: ([2.0], style.LOSS, "D"), not_often: ([0.0, 1.0], style.QUIET, "o")}


def test_what_is_not_there_is_not_in_the_key() -> None:
    ax = events.ratios(TABLE.iloc[[2]])
    assert key(ax) == ["clearly more often", "same dates, other customers"]
    assert key(events.ratios(TABLE.iloc[[0]])) == ["not clearly more often"]


def test_a_first_tier_without_answers_takes_no_line_from_the_key() -> None:
    """Of gold nobody answered; of iron both did, and one of the two is satisfied."""
    customers = pd.DataFrame({"customer_id": list("ABC"), "tier": ["gold", "iron", "iron"], "year": 1.0})
    rows = answers.by_tier(pd.DataFrame({"score": [5.0, 2.0]}, index=["B", "C"]), customers)
    ax = satisfaction.tier_shares(rows)
    assert key(ax) == ["95% confidence interval", "of those that answered",
                       "possible, whatever the others would answer"]  # fmt: skip
    (line,) = ax.get_lines()
    assert [float(x) for x in line.get_xdata()] == [0.5]
    assert [float(y) for y in line.get_ydata()] == [1.0]
