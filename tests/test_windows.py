"""Windows are worked out once each, and are the same whoever asks for them, in whatever order and company."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib import periods, windows
from kamlib.client import Client
from kamlib.findings.calls import a_year_ago, calls
from kamlib.periods import Window
from tests.embedded import embedded
from tests.periods.test_windowed import DAY, book


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), lines=st.integers(20, 120), asked=st.permutations(range(4)))
def test_no_window_depends_on_those_asked_for_before(seed: int, lines: int, asked: list[int]) -> None:
    client = book(seed, lines, calls=20)
    if client.orders["date"].isna().all() or client.orders["cost"].isna().all():
        return
    four = [periods.window(periods.shifted(DAY, -3 * by), 3) for by in range(4)]
    together, one_by_one = client.accounts_within(*four), replace(client)
    alone = pd.concat([one_by_one.accounts_within(four[at]) for at in asked], ignore_index=True)
    alone = alone.sort_values(["period", "customer_id"], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)
    pd.testing.assert_frame_equal(together, client.accounts_within(*four))
    for window in four:
        pd.testing.assert_frame_equal(client.accounts_within(window), replace(client).accounts_within(window))


def test_a_window_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    client, passes = replace(embedded()), []
    added_up = windows.accounts
    monkeypatch.setattr(windows, "accounts", lambda *a, **k: passes.append(k["period"]) or added_up(*a, **k))
    client.accounts_trailing()
    client.accounts_within(periods.window(client.as_of))
    client.accounts_trailing(as_then=True)
    assert [len(asked) for asked in passes] == [4]
    client.accounts_within(periods.window(client.as_of, 6), periods.window(client.as_of - pd.DateOffset(years=2)))
    assert [len(asked) for asked in passes] == [4, 1]


def test_a_credit_note_that_becomes_known_later_is_in_one_view_of_a_window_alone() -> None:
    orders = pd.DataFrame({
        "customer_id": ["A", "A"], "order_id": ["1", "2"], "date": pd.to_datetime(["2023-03-01", "2023-03-01"]),
        "revenue": [100.0, -40.0], "known": pd.to_datetime([None, "2024-02-01"]),
    })  # fmt: skip
    client, year = Client(orders), periods.calendar("2023")
    assert client.accounts_within(year)["revenue"].tolist() == [100.0]
    assert client.accounts_within(year, known_by=client.as_of)["revenue"].tolist() == [60.0]
    assert client.accounts_within(year)["revenue"].tolist() == [100.0]


def test_a_book_of_a_year_ago_gets_the_windows_that_it_would_work_out_itself() -> None:
    client = replace(embedded())
    client.accounts_trailing()
    windows.served_within(client, periods.calendar("2023"))
    own, given_ = a_year_ago(client), a_year_ago(client)
    assert own is not None
    assert given_ is not None
    windows.hand_on(client, given_)
    assert len(handed(given_)) == 2 * 3  # the years to 2023: accounts, and what serving them cost
    for window in (periods.calendar(year) for year in ("2021", "2022", "2023")):
        pd.testing.assert_frame_equal(given_.accounts_within(window), own.accounts_within(window))
        pd.testing.assert_frame_equal(windows.served_within(given_, window), windows.served_within(own, window))
    pd.testing.assert_frame_equal(calls(given_), calls(own))


def test_nothing_is_handed_on_where_lines_become_known_later() -> None:
    client = embedded()
    client = replace(client, orders=client.orders.assign(known=client.orders["date"]))
    client.accounts_within(periods.calendar("2023"), known_by=client.as_of)
    then = a_year_ago(client)
    assert then is not None
    windows.hand_on(client, then)
    assert not handed(then)


def handed(client: Client) -> list[object]:
    """List the windows that a client holds."""
    return [key for key in client.kept if isinstance(key, tuple) and isinstance(key[1], Window)]
