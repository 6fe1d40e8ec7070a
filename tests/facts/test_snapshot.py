"""A snapshot sees every edit that pandas allows, and no edit where values only moved."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlib.facts.snapshot import Snapshot


def table() -> pd.DataFrame:
    return pd.DataFrame({
        "customer_id": ["A", "B", "A"], "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
        "revenue": [10.0, 20.0, 30.0], "cost": [1.0, None, 3.0], "quantity": [1, 2, 3],
        "level": pd.Categorical(["a", "b", "a"]), "paid": pd.array([True, None, False], dtype="boolean"),
        "zoned": pd.to_datetime(["2024-01-01"] * 3).tz_localize("Asia/Shanghai"), "note": [None, 1, "x"],
    })  # fmt: skip


def put(frame: pd.DataFrame, column: str, value: object) -> None:
    frame.loc[0, column] = value


EDITS: dict[str, Callable[[pd.DataFrame], object]] = {
    "a number": lambda f: put(f, "revenue", 11.0),
    "a whole number": lambda f: put(f, "quantity", 7),
    "a text": lambda f: put(f, "customer_id", "B"),
    "a date": lambda f: put(f, "date", pd.Timestamp("2024-02-01")),
    "a category": lambda f: put(f, "level", "b"),
    "a yes": lambda f: put(f, "paid", False),
    "a day of a zone": lambda f: put(f, "zoned", pd.Timestamp("2024-02-01", tz="Asia/Shanghai")),
    "an object": lambda f: put(f, "note", "y"),
    "by position": lambda f: f.iloc.__setitem__((2, 2), 31.0),
    "one cell": lambda f: f.at.__setitem__((1, "revenue"), 21.0),
    "rows by a condition": lambda f: f.loc.__setitem__((f["revenue"] > 15, "revenue"), 0.0),
    "a column": lambda f: f.__setitem__("revenue", f["revenue"] * 2),
    "a new column": lambda f: f.__setitem__("freight", 1.0),
    "a column away": lambda f: f.pop("cost"),
    "a gap filled": lambda f: f.fillna({"cost": 2.0}, inplace=True),  # noqa: PD002
    "rows away": lambda f: f.drop(index=0, inplace=True),  # noqa: PD002
    "rows in another order": lambda f: f.sort_values("revenue", ascending=False, inplace=True),  # noqa: PD002
    "two columns changed about": lambda f: f.update(
        pd.DataFrame({"revenue": f["cost"].fillna(5.0), "cost": f["revenue"]})
    ),
    "another index": lambda f: setattr(f, "index", [7, 8, 9]),
    "another name": lambda f: f.rename(columns={"revenue": "sales"}, inplace=True),  # noqa: PD002
}


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_in_place_is_seen(edit: str) -> None:
    frame = table()
    seen = Snapshot([frame, None])
    assert seen.holds([frame, None])
    EDITS[edit](frame)
    assert not seen.holds([frame, None])
    assert Snapshot([frame]).holds([frame])


#: Columns that are told by where they lie: beside any other a table is compared by its values each time.
PLAIN = ["customer_id", "date", "revenue", "cost", "quantity"]


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize(
    "edit", [e for e in EDITS if e not in {"a category", "a yes", "a day of a zone", "an object"}]
)
def test_an_edit_of_a_table_told_by_its_places_is_seen(edit: str) -> None:
    frame = table()[PLAIN]
    seen = Snapshot([frame])
    assert seen.holds([frame])
    EDITS[edit](frame)
    assert not seen.holds([frame])


def test_names_that_changed_places_are_seen() -> None:
    """No value has moved: what was cost is now called revenue."""
    frame = table()[PLAIN]
    seen = Snapshot([frame])
    frame.columns = pd.Index(["customer_id", "date", "cost", "revenue", "quantity"])
    assert not seen.holds([frame])


def test_another_frame_is_seen_by_its_values() -> None:
    frame = table()
    seen = Snapshot([frame, None])
    assert seen.holds([table(), None])
    assert not seen.holds([table().head(2), None])
    assert not seen.holds([frame, frame])
    assert not seen.holds([None, None])


def test_values_that_moved_unchanged_are_no_edit() -> None:
    frame = table()
    seen = Snapshot([frame])
    frame["revenue"] = frame["revenue"].copy()
    assert seen.holds([frame])
    frame.loc[0, "revenue"] = 11.0
    assert not seen.holds([frame])


def test_what_goes_with_the_tables_is_compared_by_what_it_is() -> None:
    day = pd.Timestamp("2024-01-01")
    assert Snapshot([None], [day]).holds([None], [day])
    assert not Snapshot([None], [day]).holds([None], [day + pd.Timedelta(days=1)])


def test_a_snapshot_changes_nothing_in_the_table() -> None:
    frame = table()
    Snapshot([frame]).holds([frame])
    pd.testing.assert_frame_equal(frame, table())
