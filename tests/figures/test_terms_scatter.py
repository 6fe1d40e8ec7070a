"""What is left of the list price against volume: places worked by hand, drops, names, and who lies below."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from kamlib.classify.terms_by_size import TermsBySize, compare_terms
from kamlib.figures import numbered, style, terms_by_size
from kamlib.findings import find
from kamlib.words import speaking
from tests.findings.test_terms_by_size import book


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def found(discounts: list[float], freight: float = 0.0) -> TermsBySize:
    """Customers a, b, … who bought for 100 at list price; the last also got freight."""
    n = len(discounts)
    return compare_terms(pd.DataFrame({
        "customer_id": list("abcdefgh"[:n]), "gross_revenue": 100.0, "discount": discounts,
        "revenue": [100 - d for d in discounts], "freight": [0.0] * (n - 1) + [freight],
    }))  # fmt: skip


def marks(ax: Axes, words: str) -> list[tuple[float, float]]:
    """Return the places of the marks that the legend calls so."""
    (drawn,) = [one for one in ax.collections if one.get_label() == words]
    return [(float(x), round(float(y), 6)) for x, y in np.asarray(drawn.get_offsets())]


def test_the_middle_half_of_a_size_by_hand() -> None:
    """Of 98, 93, 88, 78 and 68 % kept, a quarter lies below 78 and a quarter above 93."""
    sizes = found([2.0, 7, 12, 22, 32]).sizes
    assert sizes["kept_low"].tolist() == pytest.approx([0.78])
    assert sizes["kept_high"].tolist() == pytest.approx([0.93])


def test_of_three_customers_there_is_no_middle_half() -> None:
    few = found([2.0, 7, 12])
    assert few.sizes[["kept_low", "kept_high"]].isna().all(axis=None)
    ax = terms_by_size.terms_scatter(few, {})
    legend = ax.get_legend()
    assert legend is not None
    assert "middle half of a size" not in [text.get_text() for text in legend.get_texts()]


def test_a_drop_reaches_from_the_others_to_who_has_no_reason() -> None:
    """a keeps 60 %, with a reason; e 68 %: the others gave 40 + 7 + 12 + 22 of 400, which leaves 79.75 %."""
    ax = terms_by_size.terms_scatter(
        found([40.0, 7, 12, 22, 32]), {"a": "reason", "e": "favoured"}, names={"e": "Emil"}
    )
    assert marks(ax, "better terms, with a reason") == [(100.0, 0.6)]
    assert marks(ax, "better terms, without a reason") == [(100.0, 0.68)]
    assert sorted(y for _x, y in marks(ax, "customer")) == [0.78, 0.88, 0.93]
    (drops,) = [one for one in ax.collections if isinstance(one, LineCollection)]
    assert [np.asarray(ends).round(6).tolist() for ends in drops.get_segments()] == [[[100, 0.68], [100, 0.7975]]]
    assert {"1", "1  Emil"} <= {text.get_text() for text in ax.texts}
    said = terms_by_size.terms_scatter_alt(found([40.0, 7, 12, 22, 32]), {"e": "favoured"}, names={"e": "Emil"})
    assert said.endswith("By size: Largest: 77.4%. Lower without a reason: Emil 68.0%, others 79.8%.")


@pytest.mark.parametrize(("code", "words"), [("en", "1 customer lies lower"), ("zh", "另有 1 家客户低于图示范围")])
def test_who_costs_more_than_its_list_price_is_counted_below(code: str, words: str) -> None:
    """e keeps 100 − 10 − 390 = −300 %: the picture ends at 0 and says so; once it is named, it is drawn."""
    costly = found([10.0] * 5, freight=390.0)
    with speaking(code):
        ax = terms_by_size.terms_scatter(costly, {})
        assert words in [text.get_text() for text in ax.texts]
        assert -0.1 < ax.get_ylim()[0] < 0
        named = terms_by_size.terms_scatter(costly, {"e": "favoured"})
    assert words not in [text.get_text() for text in named.texts]
    assert named.get_ylim()[0] < -3


def test_one_of_a_hundred_does_not_press_the_others_flat() -> None:
    """Ninety-nine keep 90 to 99.8 %, one 30 %: a fiftieth of a hundred are two, so the second lowest ends it."""
    discounts = [70.0, *(k / 10 for k in range(2, 101))]
    many = compare_terms(pd.DataFrame({
        "customer_id": [f"c{k}" for k in range(100)], "gross_revenue": 100.0, "discount": discounts,
        "revenue": [100 - d for d in discounts],
    }))  # fmt: skip
    ax = terms_by_size.terms_scatter(many, {})
    assert "1 customer lies lower" in [text.get_text() for text in ax.texts]
    assert ax.get_ylim() == pytest.approx((0.9 - 0.06 * 0.098, 0.998 + 0.06 * 0.098))
    drawn = terms_by_size.terms_scatter(many, {"c0": "reason"})
    assert not drawn.texts


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "Lower without a reason: c19 65.0%, others 90.0%."),
     ("zh", "无相应理由而偏低：c19 65.0%（同规模其他客户 90.0%）。")],
)  # fmt: skip
def test_the_finding_draws_who_it_names(code: str, said: str) -> None:
    """c19 bought 12,000 at list and keeps 65 %, all others 90 %."""
    with speaking(code):
        made = find(book(0.35), only=["terms_by_size"])["terms_by_size"]
        assert made.draw is not None
        ax = made.draw()
    assert said in made.alt
    (drops,) = [one for one in ax.collections if isinstance(one, LineCollection)]
    assert [np.asarray(ends).round(6).tolist() for ends in drops.get_segments()] == [[[12000, 0.65], [12000, 0.9]]]


def test_points_are_where_the_scales_put_them() -> None:
    """Across 1 to 100 by tens and up 0 to 2: 10 lies in the middle, 1 a half of the way up."""
    with style.drawing(None, (4.0, 3.0)) as ax:
        ax.set_xscale("log")
        ax.set_xlim(1, 100)
        ax.set_ylim(0, 2)
        room = style.room(ax)
        assert numbered.points(ax, [(10.0, 1.0)], room)[0] == pytest.approx((room[0] / 2, room[1] / 2))
        assert numbered.points(ax, [], room) == []


def test_in_a_crowd_the_number_still_keeps_off_the_marks() -> None:
    """Ten thousand marks lie to the right of the one that has a number: its words go to the left."""
    crowd = np.random.default_rng(1).uniform((0.501, 0.0), (0.7, 1.0), (10_000, 2))
    with style.drawing(None, (4.0, 3.0)) as ax:
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        numbered.number(ax, [(0.5, 0.5)], np.vstack([[(0.5, 0.5)], crowd]))
        (text,) = ax.texts
        assert text.get_position()[0] < 0
