"""The report as the executed notebook shows it: summary, contents, each finding with figure, table and advice."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamlib.reports import folder, replacing, run
from kamlib.reports.deck import Deck, Message, Section
from kamlib.reports.order import Order
from kamlib.reports.results import FILE, Results
from kamlib.words import _, n_
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    from kamlib.findings import Finding

#: Sections of the document that are shown behind the findings; the long lists are for the files.
_BEHIND = ("recommendations", "quality", "not-computed", "nothing-found")

#: Dots an inch of a figure on the screen and as it is saved; see ``figures.style``.
_SCREEN, _SAVED = 100, 144


class Page:
    """A report in a notebook, part by part; each method shows one.

    Where ``kam report`` runs the notebook it lists the findings and shows no more: the documents are what is read.

    Parameters
    ----------
    whole : Results
        What the report says.
    order : Order
        What was asked for, and where the figures lie.
    """

    def __init__(self, whole: Results, order: Order) -> None:
        self.whole = whole
        self.order = order

    @cached_property
    def _said(self) -> Deck:
        return run.deck_of(self.whole, self.order.formats)

    def pictured(self, findings: Iterable[Finding]) -> list[Finding]:
        """Keep the findings whose figure this notebook or a document of this run shows; only these are drawn."""
        shown = self._said.pictures if self.order.paged else {}
        return [finding for finding in findings if finding.id in shown]

    def summary(self) -> None:
        """Show the page for those who read one page."""
        if not self.order.by_hand:
            return
        cover, told = self._said.cover, self._said.first
        facts = " · ".join(_("{name}: {value}", name=name, value=value) for name, value in cover.facts)
        self._show("summary", told.title, cover=cover, facts=facts, title=told.title, told=told)

    def contents(self) -> None:
        """List what the findings say, a sentence each."""
        if not self.order.by_hand:
            _display({"text/plain": "\n".join(found.title for found in self.whole.findings)})
            return
        titles = [message.title for message in self._said.messages]
        self._show("contents", "\n".join(titles), titles=titles)

    def findings(self) -> None:
        """Show each finding, then all steps together and how far the data went."""
        if not self.order.by_hand:
            return
        for section in self._said.sections:
            if section.kind == "chapter":
                self._show("chapter", section.title, title=section.title)
                for found in section.messages:
                    self._finding(found)
            elif section.id in _BEHIND:
                self._section(section)

    def files(self) -> None:
        """Leave the files that were asked for in their folder, as ``kam report`` does, and say so.

        Raises
        ------
        KamError
            If one cannot be written; nothing appears in the folder then.
        """
        order = self.order
        if order.target:
            kept = replacing.kept(order.target)
            with folder.in_the_making(order.target, notice=_say) as part:
                shutil.copytree(order.desk, part, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.png"))
                run.finish(self.whole, part, order.parameters, order.formats, kept)
            names = [f"report.{name}" for name in order.formats] or [FILE, "figures"]
            _say(_("Written to {folder}: {files}.", folder=_near(order.target), files=enumerated(names)))
        order.clear()

    def _finding(self, found: Message) -> None:
        self._show("message", f"{found.title}\n{found.summary}", found=found)
        exhibit = found.exhibit
        if exhibit.figure:
            _picture(self.order.desk / "figures" / f"{exhibit.figure}.png", _clean(exhibit.alt))
        rest = exhibit.table.rest(self._said.full) if self.order.target else _more(exhibit.table.left)
        self._show("evidence", exhibit.caption or found.source, found=found, rest=rest)

    def _section(self, section: Section) -> None:
        paragraphs = [section.about, *section.text]
        self._show("section", section.title, title=section.title, grids=section.tables, paragraphs=paragraphs)

    def _show(self, part: str, plain: str, **holds: Any) -> None:
        """Display a part of the report: HTML, and plain words for what shows no HTML."""
        from kamlib.reports.html import environment  # what it loads costs half a second

        page = environment().get_template("notebook.html.j2")
        said = self._said
        text = page.render(part=part, words=said.words, language=said.language, **holds)
        lines = (line for line in text.splitlines() if line.strip())
        _display({"text/html": "\n".join(lines), "text/plain": _clean(plain)})


def _say(line: str) -> None:
    _display({"text/plain": line})


def _near(place: Path) -> Path:
    """Name a folder from where the notebook runs, if it lies below."""
    return place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place


def _more(rows: int) -> str:
    """Say how many rows are not shown, and how to get them, where no file holds them."""
    return n_(
        "{n} more row; set the parameter folder to write it to the report files.",
        "{n} more rows; set the parameter folder to write them to the report files.",
        rows,
    ) if rows else ""  # fmt: skip


def _clean(text: str) -> str:
    from kamlib.reports.html import clean

    return str(clean(text))


def _picture(file: Path, alt: str) -> None:
    """Display a PNG with its alternative text, as large as the figure was made for a screen."""
    data = file.read_bytes()
    width = int.from_bytes(data[16:20], "big") * _SCREEN // _SAVED
    shown = {"image/png": base64.b64encode(data).decode("ascii"), "text/plain": alt}
    _display(shown, {"image/png": {"alt": alt, "width": width}})


def _display(forms: dict[str, str], metadata: dict[str, Any] | None = None) -> None:
    from IPython.display import display

    display(forms, metadata=metadata, raw=True)
