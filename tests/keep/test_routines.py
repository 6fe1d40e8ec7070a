"""Five methods and five routines: the weakest first, said against seen, what is not known."""

from __future__ import annotations

import pytest

from kamlib.keep import routines


def test_the_weakest_first_and_the_unknown_last() -> None:
    found = routines.audit({"ask": 0.5, "contact": 0.2, "database": 0.9})
    assert found["routine"].head(3).tolist() == ["contact", "ask", "database"]
    assert found["standing"].head(3).tolist() == ["weak", "partly", "used"]
    assert len(found) == 10
    assert (found["standing"].tail(7) == "unknown").all()


def test_what_is_seen_counts_more_than_what_is_said() -> None:
    found = routines.audit({"ask": 0.1}, {"ask": 0.9, "brand": 0.4}).set_index("routine")
    assert found.loc["ask", "score"] == 0.1
    assert found.loc["ask", "overrated"]
    assert found.loc["brand", "score"] == 0.4
    assert not found.loc["brand", "overrated"]


@pytest.mark.parametrize(("seen", "said"), [({"hats": 0.5}, {}), ({"ask": 1.5}, {}), ({}, {"ask": -0.1})])
def test_what_cannot_be_is_refused(seen: dict[str, float], said: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"is not one of|between 0 and 1"):
        routines.audit(seen, said)
