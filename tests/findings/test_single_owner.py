"""The picture of single-owner risk: bars, and contacts of the customer that brings most, where there is room."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from kamlib import Client
from kamlib.figures.single_owner import fits
from kamlib.findings import build
from kamlib.findings.single_owner import _noticed
from kamlib.manage.relationship import of_pairs
from kamlib.manage.single_owner import single_owner as known_once
from kamlib.words import speaking
from tests.manage.books import book


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def client(**tables: pd.DataFrame | None) -> Client:
    """Return the book of one account, A, that Li alone knows: through K1, who decides, and K2, who buys."""
    made = book()
    given = {name: getattr(made, name) for name in ("customers", "contacts", "activities")}
    return Client(made.orders, currency="EUR", **{**given, **tables})


@pytest.mark.parametrize(
    ("code", "title", "ours", "decider", "alt"),
    [
        ("en", "Who talks with whom at Name A", "Li: indispensable", "K1\ndecider",
         "Li: 1 customer, €480. Name A: Contact network of 1 of our people and 2 of "
         "theirs, 2 ties. Must stay: without Li nobody of ours reaches 2 other persons."),
        ("zh", "Name A 的联系人网络", "Li（不可缺）", "K1\n决策人",
         "关系网络：贵公司 1 人，客户方 2 人，2 条联系。"),
    ],
)  # fmt: skip
def test_below_the_bars_stand_the_contacts_of_the_largest(
    code: str, title: str, ours: str, decider: str, alt: str
) -> None:
    """A brings 1,200 a year at 60 % cost: 480."""
    with speaking(code):
        found = build("single_owner")(client())
        assert found.draw is not None
        figure = found.draw().get_figure(root=True)
    assert figure is not None
    upper, lower = figure.axes
    assert [bar.get_width() for bar in upper.patches] == [480.0]
    assert lower.get_title(loc="left") == title
    words = [text.get_text() for text in lower.texts]
    assert {ours, decider} <= set(words)
    assert not any("K3" in text for text in words)  # of a customer that two know
    assert alt in found.alt


def test_a_name_that_ends_with_a_dot_keeps_it() -> None:
    customers = book().customers
    assert customers is not None
    found = build("single_owner")(client(customers=customers.replace({"name": {"Name A": "Arnold B.V."}})))
    assert found.draw is not None
    figure = found.draw().get_figure(root=True)
    assert figure is not None
    assert figure.axes[1].get_title(loc="left") == "Who talks with whom at Arnold B.V."
    assert "Arnold B.V.: Contact network" in found.alt


def test_where_contacts_say_nothing_of_who_knows_them_there_are_bars_alone() -> None:
    contacts = book().contacts
    assert contacts is not None
    for tables in ({"contacts": None}, {"contacts": contacts.drop(columns="known_by")}):
        found = build("single_owner")(client(**tables))
        assert found.draw is not None
        figure = found.draw().get_figure(root=True)
        assert figure is not None
        assert len(figure.axes) == 1
        assert "Contact network" not in found.alt


def test_a_network_is_drawn_only_where_its_words_stay_as_large() -> None:
    """Two persons in a column need 0.7 + 0.34 × 3 = 1.72 inches, a bar 0.42 and all bars 0.7: of 4.6 there is room
    for five bars (2.80), not for six (3.22); seven persons need 3.42, which leaves room for one bar only.
    """
    two = of_pairs(pd.DataFrame({"a": ["Li", "Li"], "b": ["P1", "P2"]}), ["Li"])
    bars = pd.DataFrame({"person": range(6)})
    assert fits(bars.head(5), two)
    assert not fits(bars, two)
    seven = of_pairs(pd.DataFrame({"a": "Li", "b": [f"P{k}" for k in range(7)]}), ["Li"])
    assert fits(bars.head(1), seven)
    assert not fits(bars.head(2), seven)
    nobody = of_pairs(pd.DataFrame({"a": [], "b": []}), ["Li"])
    assert not fits(bars.head(1), nobody)


def test_of_two_that_leave_the_first_day_is_said_and_what_goes_with_it() -> None:
    """Max leaves in March with S1 and S2, Li in May with A: 480 of A, 96 each of S1 and S2."""
    contacts = pd.DataFrame({
        "customer_id": ["A", "S1", "S2"], "contact_id": ["K1", "K2", "K3"], "role": "buyer",
        "known_by": ["Li", "Max", "Max"],
    })  # fmt: skip
    people = pd.DataFrame({"person": ["Li", "Max"], "until": pd.to_datetime(["2025-05-31", "2025-03-31"])})
    made = client(contacts=contacts, people=people)
    with speaking("en"):
        said = _noticed(made, known_once(made))
    assert said == "Max leaves on 31 Mar 2025: these customers bring €192 a year and nobody else knows them."
