"""The picture of importance and grade."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from kamlib.figures import satisfaction as figures
from kamlib.words import speaking

TABLE = pd.DataFrame({
    "driver": ["delivery", "service", "packing"], "share": [0.5, 0.3, 0.2], "low": [0.4, 0.2, 0.1],
    "high": [0.6, 0.4, 0.3], "mean": [3.0, 4.0, 3.5], "mean_low": [2.9, 3.9, 3.4], "mean_high": [3.1, 4.1, 3.6],
    "group": [1, 2, 2],
})  # fmt: skip


def test_each_question_is_a_cross_at_its_grade_and_weight() -> None:
    ax = figures.importance(TABLE)
    drawn = [(list(map(float, line.get_xdata())), list(map(float, line.get_ydata()))) for line in ax.get_lines()]
    for row in TABLE.to_dict("records"):
        assert ([row["mean_low"], row["mean_high"]], [row["share"]] * 2) in drawn
        assert ([row["mean"]] * 2, [row["low"], row["high"]]) in drawn
    # those of one group are joined, and named together; the others are not
    assert ([4.0, 3.5], [0.3, 0.2]) in drawn
    assert ([3.0, 4.0], [0.5, 0.3]) not in drawn
    assert {text.get_text() for text in ax.texts} == {"delivery", "service, packing"}
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "delivery: 50%, mean grade 3.00"), ("zh", "交期：50%，平均分 3.00")]
)
def test_its_words_name_every_question(lang: str, said: str) -> None:
    with speaking(lang):
        words = figures.importance_alt(TABLE)
    assert said in words
    assert "packing" in words  # a question of the client's own keeps its name
