"""Two legs: figures by hand, what no table shows, and no leg named where accounts differ by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.book import Book
from kamlib.manage.relationship.legs import _leg, _lowest, two_legs
from kamlib.manage.relationship.signs import SIGNS, counted
from kamlib.manage.relationship.standing import standings
from tests.manage.books import book, orders


def test_standings_by_hand() -> None:
    # shares .9, .5, .5, .1 of 100 each: chi-square 128 with 3 df, spread of cases 300, (128 - 3) / 300 = 5 / 12
    # weight 12 / 5 - 1 = 1.4; kept 100 / 101.4; spread √(.25 / 2.4) = .3227
    ids = list("abcd")
    found = standings(pd.Series([90, 50, 50, 10], ids), pd.Series(100, ids))
    assert found is not None
    assert found.loc["a", "pooled"] == pytest.approx(0.5 + 0.4 * 100 / 101.4)
    assert found.loc["a", "standing"] == pytest.approx(0.4 * 100 / 101.4 / 0.32275, rel=1e-4)
    assert found["doubt"].tolist() == pytest.approx([1.4 / 101.4] * 4)
    assert found["standing"].sum() == pytest.approx(0.0, abs=1e-9)


def test_equal_shares_and_a_single_group_place_nobody() -> None:
    ids = list("abcd")
    assert standings(pd.Series([50, 51, 49, 50], ids), pd.Series(100, ids)) is None
    assert standings(pd.Series([9], ["a"]), pd.Series([10], ["a"])) is None
    assert standings(pd.Series([10, 10], ["a", "b"]), pd.Series([10, 10], ["a", "b"])) is None


def test_few_cases_are_drawn_to_the_mean_and_the_doubt_says_so() -> None:
    ids = list("abcde")
    found = standings(pd.Series([90, 50, 50, 10, 1], ids), pd.Series([100, 100, 100, 100, 1], ids))
    assert found is not None
    assert found.loc["e", "share"] == 1.0
    assert 0 < found.loc["e", "standing"] < found.loc["a", "standing"]
    assert found.loc["e", "doubt"] > 0.5 > found.loc["a", "doubt"]


def test_signs_by_hand() -> None:
    # A: K1 (influence 5) and K2 (1) known by Li, who came on 1 May 2024; Eva's visit of 2022 is too old
    contacts = pd.DataFrame({
        "customer_id": ["A", "A", "S1"], "contact_id": ["K1", "K2", "K3"], "role": ["decider", "buyer", "user"],
        "known_by": ["Li; Eva", "Eva", "Max"], "influence": [5.0, 1.0, 3.0],
    })  # fmt: skip
    found = counted(book(contacts=contacts))
    influence = found["influence"]  # Kish: 6² / (25 + 1)
    assert influence.loc["A"].tolist() == pytest.approx([36 / 26 * 5 / 6, 36 / 26])
    assert influence.loc["S1"].tolist() == [0.0, 1.0]
    assert found["threads"].loc["A"].tolist() == [1, 2]
    assert found["levels"].loc["A"].tolist() == [2, 5]  # business came; of decider and buyer the decider was met
    assert found["levels"].loc["S2"].tolist() == [0, 3]
    assert found["recent"].loc["A"].tolist() == pytest.approx([0.5 ** (244 / 90), 1])
    assert found["recent"].loc["S1"].tolist() == pytest.approx([0.5 ** (699 / 90), 1])  # Max on 1 February 2023
    assert found["breadth"].loc["A"].tolist() == [0, 12]
    assert "survey" not in found


def test_signs_of_work_begin_the_day_after_a_year_ago_and_the_promised_hour_and_mark_are_good() -> None:
    # 1 January 2024 is 365 days before the book's last day; of A's two later complaints and 12 orders, one is open
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-12-31"])
    diary = pd.DataFrame({
        "customer_id": "A", "date": days, "kind": "complaint", "outcome": ["solved", "solved", "open"],
    })  # fmt: skip
    asked = pd.DataFrame({"customer_id": "A", "date": days, "person": "Li", "reply_hours": [1.0, 24.0, 24.5]})
    answers = pd.DataFrame({"customer_id": "A", "date": days, "dimension": "quality", "score": [5.0, 4.0, 3.5]})
    client = book(activities=diary, requests=asked, survey=answers)
    right = {"complaints": [10, 12], "solved": [1, 2], "reply": [1, 2], "survey": [1, 2]}
    assert {sign.id: sign.counted(client).loc["A"].tolist() for sign in SIGNS if sign.id in right} == right


def sign(id_: str, of: Book, who: str) -> list[float]:
    (found,) = [one for one in SIGNS if one.id == id_]
    return [float(number) for number in found.counted(of).loc[who]]


def test_what_is_no_case_of_our_work_is_not_counted() -> None:
    """A reply before its question, answers on price and on all; 13 complaints spoil no more than 12 orders."""
    day = pd.Timestamp("2024-12-31")
    asked = pd.DataFrame({"customer_id": "A", "date": day, "person": "Li", "reply_hours": [-1.0, 5.0]})
    answers = pd.DataFrame({"customer_id": "A", "date": day, "dimension": ["price", "overall", "quality"],
                            "score": [1.0, 1.0, 5.0]})  # fmt: skip
    diary = pd.DataFrame({"customer_id": ["A"] * 13, "date": day, "kind": "complaint"})
    client = book(activities=diary, requests=asked, survey=answers)
    assert [sign(id_, client, "A") for id_ in ("reply", "survey", "complaints")] == [[1, 1], [1, 1], [0, 12]]


def test_a_line_without_a_word_on_quality_had_no_loss_and_what_came_back_is_no_line_sold() -> None:
    """Of A's twelve lines of 2024 the first lost 5, of the second nothing is said, the others lost 0."""
    lines = orders().query("customer_id == 'A' and date >= '2024-01-01'")
    lines = lines.assign(quality_loss=[5.0, None, *[0.0] * 10])
    back = lines.tail(1).assign(revenue=-10.0, quality_loss=3.0)
    assert sign("quality", Book(pd.concat([lines, back], ignore_index=True)), "A") == [11, 12]


@pytest.mark.parametrize(("day", "ties"), [("2023-01-01", []), ("2023-01-02", ["A"])])
def test_a_tie_is_forgotten_after_two_years_without_a_visit(day: str, ties: list[str]) -> None:
    """730 and 729 days before 31 December 2024."""
    diary = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp(day)], "kind": "visit", "employee": "Li"})
    (recent,) = [sign for sign in SIGNS if sign.id == "recent"]
    assert recent.counted(book(activities=diary)).index.tolist() == ties


def many(gap: bool, seed: int = 0, accounts: int = 60) -> Book:
    """Return a book of accounts that are alike in all, or of which ten are known and badly served, ten not."""
    dice = np.random.default_rng(seed)
    ids = [f"C{k:02}" for k in range(accounts)]
    known = np.full(accounts, 0.5)
    good = np.full(accounts, 0.9)
    if gap:
        known[:10], good[:10] = 0.97, 0.4
        known[10:20], good[10:20] = 0.03, 0.99
    days = pd.date_range("2024-01-05", "2024-12-31", periods=40)
    lines = pd.DataFrame([(i, d) for i in ids for d in days], columns=["customer_id", "date"])
    chance = dict(zip(ids, good, strict=True))
    bad = dice.random(len(lines)) > lines["customer_id"].map(chance)
    orders = lines.assign(revenue=100.0, order_id=[str(k) for k in range(len(lines))], quality_loss=5.0 * bad)
    people = pd.DataFrame([(i, f"{i}P{k}") for i in ids for k in range(12)], columns=["customer_id", "contact_id"])
    two = dice.random(len(people)) < people["customer_id"].map(dict(zip(ids, known, strict=True)))
    people["known_by"] = np.where(two, "Li; Max", "Li")
    return Book(orders, contacts=people)


def test_the_weaker_leg_is_named_where_it_is_planted() -> None:
    found = two_legs(many(gap=True)).table.set_index("customer_id")
    weaker = found["weaker"]
    assert (weaker[[f"C{k:02}" for k in range(10)]] == "competence").sum() >= 9
    assert (weaker[[f"C{k:02}" for k in range(10, 20)]] == "relationship").sum() >= 9
    assert (weaker[[f"C{k:02}" for k in range(20, 60)]] != "").sum() <= 2
    assert found.loc["C00", "sign"] == "quality"
    assert found.loc["C15", "sign"] == "threads"
    inside = found[["relationship_low", "relationship", "relationship_high"]].to_numpy()
    assert (np.diff(inside, axis=1) >= 0).all()


def test_where_accounts_are_alike_no_leg_is_named() -> None:
    named = [int((two_legs(many(gap=False, seed=seed, accounts=30)).table["weaker"] != "").sum())
             for seed in range(5)]  # fmt: skip
    assert sum(named) == 0


def test_a_leg_that_no_table_shows_is_missing_with_the_table_that_would() -> None:
    found = two_legs(Book(many(gap=True).orders))
    assert not found.shown("relationship")
    assert found.shown("competence")
    assert found.table["relationship"].isna().all()
    assert (found.table["weaker"] == "").all()
    assert found.missing["threads"] == ("contacts.known_by",)
    assert found.missing["levels"] == ("activities.level",)


def test_the_order_of_the_rows_does_not_matter() -> None:
    one = many(gap=True)
    assert one.contacts is not None
    turned = Book(one.orders.iloc[::-1], contacts=one.contacts.iloc[::-1])
    pd.testing.assert_frame_equal(two_legs(one).table, two_legs(turned).table)


def test_a_sign_that_nothing_shows_of_a_customer_leaves_all_its_doubt() -> None:
    """A has two signs with doubts of 0.2 and 0.3: √0.5 / 2. B has one of 0.2; the other is not known: √1.2 / 2."""
    signs = pd.DataFrame({
        "customer_id": ["A", "A", "B"], "leg": "relationship", "sign": ["breadth", "threads", "breadth"],
        "standing": [1.0, 2.0, 1.0], "doubt": [0.2, 0.3, 0.2],
    })  # fmt: skip
    middle, doubt = _leg(signs, "relationship", pd.Index(["A", "B"]))
    assert middle.tolist() == [1.5, 0.5]
    assert doubt.tolist() == pytest.approx([0.5**0.5 / 2, 1.2**0.5 / 2])


def test_the_sign_that_is_named_is_the_lowest_of_the_weaker_leg() -> None:
    signs = pd.DataFrame({
        "customer_id": "A", "leg": ["relationship", "relationship", "competence"],
        "sign": ["breadth", "threads", "quality"], "standing": [1.0, -2.0, -9.0],
    })  # fmt: skip
    table = pd.DataFrame({"customer_id": ["A", "B"], "weaker": ["relationship", ""]})
    assert _lowest(table, signs) == ["threads", ""]
