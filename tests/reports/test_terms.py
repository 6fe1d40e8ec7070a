from __future__ import annotations

from kamlib.reports.cells import Column, Table
from kamlib.reports.terms import terms
from kamlib.words import label, speaking
from tests.reports.report_sample import make


def explained(language: str) -> list[str]:
    """The keys of what is explained where tiers, a kind and the columns of the sample are used."""
    with speaking(language):
        column = Column(key="tier", label=label("tier"), kind="text")
        cells = [[label(key)] for key in ("iron", "platinum", "gold", "lead", "kind_intrinsic")]
        return [line.key for line in terms(make(language).findings, [Table(columns=[column], rows=cells)])]


def test_exhibits_and_words_in_cells_are_explained_and_plain_columns_are_not():
    keys = explained("en")
    assert {"whale", "concentration", "kind_intrinsic"} <= set(keys)
    assert not {"name", "customer_id", "kind_extrinsic"} & set(keys)


def test_how_to_fill_in_a_table_is_no_term_of_a_report() -> None:
    columns = [Column(key=key, label=label(key), kind="text") for key in ("deal_id", "file_stated", "order_id",
                                                                          "returns")]  # fmt: skip
    with speaking("en"):
        keys = [line.key for line in terms([], [Table(columns=columns, rows=[])])]
    assert keys == ["returns"]


def test_platinum_is_half_of_what_profitable_customers_bring_not_of_what_losses_leave() -> None:
    with speaking("en"):
        tiers = Table(columns=[Column(key="tier", label=label("tier"), kind="text")], rows=[[label("platinum")]])
        said = {line.key: line.about for line in terms([], [tiers])}
    assert "half of what all profitable customers contribute" in said["platinum"]


def test_the_order_is_that_of_the_readers_alphabet_and_the_tiers_stay_together():
    for language, first in (("en", ["kind_intrinsic", "platinum"]), ("zh", ["platinum", "concentration"])):
        keys = explained(language)
        place = keys.index("platinum")
        assert keys[place : place + 4] == ["platinum", "gold", "iron", "lead"]
        assert [key for key in keys if key in first] == first
    with speaking("zh"):  # er, jing, ke, nei
        found = [
            label(key) for key in explained("zh") if key in ("concentration", "whale", "tiers", "kind_intrinsic")
        ]
    assert found == ["二八法则", "鲸鱼曲线", "客户分级", "内在价值型"]
