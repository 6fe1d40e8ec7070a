"""A few lines of Markdown that a notebook shows as such and a terminal as plain text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Markdown for a learner."""

    markdown: str

    def __repr__(self) -> str:
        return self.markdown.replace("**", "")

    def _repr_markdown_(self) -> str:
        return self.markdown
