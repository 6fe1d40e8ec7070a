"""The picture of the finding on two legs: the map, and who talks with whom where one contact opens an account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

import kamlib as kam
from kamlib.figures.legs import fits
from kamlib.findings import Finding, build
from kamlib.manage.relationship import of_pairs
from kamlib.reports.anonymise import anonymise
from kamlib.words import speaking
from tests.embedded import embedded
from tests.manage.test_legs import many


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def ties(who: str, pairs: str) -> pd.DataFrame:
    """Return who talks with whom at an account, whose contacts are P0, P1 and so on."""
    ends = [pair.split("-") for pair in pairs.split()]
    both = [[f"{who}{end}" if end.startswith("P") else end for end in pair] for pair in ends]
    return pd.DataFrame(both, columns=["one", "other"]).assign(customer_id=who)


def found_in(*networks: pd.DataFrame, competence: bool = True, larger: str = "") -> Finding:
    """Return the finding on accounts with the contacts that the ties name, elsewhere twelve; one buys more."""
    made = many(gap=True)
    orders = made.orders if competence else made.orders.drop(columns="quality_loss")
    assert made.contacts is not None
    drawn = pd.concat(networks)
    named = made.contacts["contact_id"].isin([*drawn["one"], *drawn["other"]])
    people = made.contacts[named | ~made.contacts["customer_id"].isin(drawn["customer_id"])]
    if larger:
        twice = orders["revenue"].where(orders["customer_id"] != larger, 2 * orders["revenue"])
        orders = orders.assign(revenue=twice)
    return build("relationship")(kam.Client(orders, contacts=people, network=drawn))


def axes_of(found: Finding) -> list[Axes]:
    assert found.draw is not None
    figure = found.draw().get_figure(root=True)
    assert figure is not None
    return figure.axes


ONE_WAY = "Li-P0 Max-P0 P0-P1 P0-P2 P0-P3"


@pytest.mark.parametrize(
    ("code", "title", "broker", "alt"),
    [
        ("en", "Who talks with whom at C31", "C31P0: indispensable",
         "C31: Contact network of 2 of our people and 4 of theirs, 5 ties. Must stay: without C31P0 nobody of "
         "ours reaches 3 other persons."),
        ("zh", "C31的联系人网络", "C31P0（不可缺）", "不可缺的人：C31P0 一旦离开，贵公司便联系不上另外 3 人。"),
    ],
)  # fmt: skip
def test_below_the_map_is_the_account_that_brings_most_of_those_with_one_way_in(
    code: str, title: str, broker: str, alt: str
) -> None:
    """C30 and C31 have one way in, and C31 buys twice as much; at C32 two talk with ours."""
    with speaking(code):
        found = found_in(
            ties("C30", ONE_WAY), ties("C31", ONE_WAY), ties("C32", ONE_WAY + " Max-P2"), larger="C31"
        )
        upper, lower = axes_of(found)
    assert upper.get_xlabel() in ("Competence", "专业实力")
    assert lower.get_title(loc="left").replace(" ", "") == title.replace(" ", "")
    words = [text.get_text() for text in lower.texts]
    assert sum(text.startswith(broker) for text in words) == 1
    assert not any("C30" in text for text in words)
    assert alt in found.alt
    assert found.facts["one_way"] == 2


def test_a_network_that_is_too_high_gives_way_to_the_next() -> None:
    """Below a map of 2.3 inches 2.3 are left: 0.7 + 0.34 × (rows + 1) leaves room for three rows, not for four."""
    three, four = (
        of_pairs(
            pd.DataFrame({"a": ["Li", *["P0"] * n], "b": ["P0", *(f"P{k}" for k in range(1, n + 1))]}), ["Li"]
        )
        for n in (3, 4)
    )
    assert fits(three)
    assert not fits(four)
    assert fits(four, mapped=False)
    wide = ties("C31", "Li-P0 P0-P1 P0-P2 P0-P3 P0-P4")
    found = found_in(ties("C30", ONE_WAY), wide, larger="C31")
    assert axes_of(found)[1].get_title(loc="left") == "Who talks with whom at C30"
    assert len(axes_of(found_in(wide))) == 1


def test_without_a_map_the_network_stands_alone() -> None:
    found = found_in(ties("C30", ONE_WAY), competence=False)
    (alone,) = axes_of(found)
    assert alone.get_title(loc="left") == "Who talks with whom at C30"
    assert found.alt.startswith("C30: Contact network of 2 of our people and 4 of theirs")


def test_without_a_second_at_stake_there_is_the_map_alone() -> None:
    assert len(axes_of(found_in(ties("C30", "Li-P0 Max-P1 P0-P1 P1-P2 P0-P2")))) == 1


@pytest.mark.parametrize("code", ["en", "zh"])
def test_an_anonymised_picture_names_nobody(code: str) -> None:
    given = embedded()
    assert given.network is not None
    assert given.contacts is not None
    assert given.customers is not None
    people = {str(who): f"Otto {who}" for who in given.contacts["contact_id"]}  # no pseudonym looks like these
    client = replace(
        given, network=given.network.replace(people), contacts=given.contacts.replace({"contact_id": people})
    )
    ours = {*given.network["one"], *given.network["other"]} - set(people)
    names = {str(name) for name in (*people.values(), *ours, *given.customers["name"])}
    with speaking(code):
        open_, silent = build("relationship")(client), build("relationship")(anonymise(client))
        texts = [text.get_text() for ax in axes_of(silent) for text in (*ax.texts, ax.title, ax._left_title)]
        shown = [text.get_text() for ax in axes_of(open_) for text in ax.texts]
    assert len(texts) > 10
    assert any("Otto P" in text for text in shown)
    whole = "\n".join([*texts, silent.alt])
    assert [name for name in sorted(names) if name in whole] == []
