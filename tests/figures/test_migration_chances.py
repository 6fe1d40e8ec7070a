"""The table of chances: a tier from which nobody came has no chances, and is drawn so."""

import pandas as pd
from matplotlib.figure import Figure

from kamlib.classify.migration import migrate
from kamlib.figures import migration as figure
from kamlib.words import speaking


def test_rows_without_a_case_are_hatched_and_say_so():
    rows = [("A", "1", "platinum"), ("A", "2", "gold"), ("B", "1", "gold"), ("B", "2", "gold")]
    result = migrate(pd.DataFrame(rows, columns=["customer_id", "period", "tier"]))
    with speaking("en"):
        ax = figure.chances(result, ax=Figure().subplots())
    empty = int((result.counts.sum(axis=1) == 0).sum())
    assert empty > 0
    assert [text.get_text() for text in ax.texts].count("no case") == empty
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == empty
    shown = ax.collections[0].get_array()
    assert shown.mask.all(axis=1).sum() == empty
