"""Parts of sentences: a share that is not quite all, and lists that are cut short."""

from __future__ import annotations

import pytest

from kamlib.words.phrases import leading, not_quite


@pytest.mark.parametrize(
    ("share", "written"), [(0.99, "99%"), (0.994, "99%"), (0.995, "99.5%"), (0.9994, "99.9%"), (1.0, "100%")]
)
def test_only_what_would_read_as_all_and_is_not_has_a_decimal(share: float, written: str) -> None:
    assert not_quite(share) == written


@pytest.mark.parametrize(("names", "said"), [("ABC", "A, B, C"), ("ABCD", "first A, B, C")])
def test_up_to_three_names_are_all(names: str, said: str) -> None:
    assert leading(list(names)) == said
