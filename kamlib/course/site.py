"""The book: both editions of the course as a site that needs no server and no network.

``python -m kamlib.course.site out/book`` (the extra ``book``): the lessons as they are stored, executed; the
glossary; how-tos; the ten verbs; and what users and lessons call. Links are checked; nothing comes from outside.
"""

from __future__ import annotations

import html.parser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kamlib._paths import PACKAGE, shipped
from kamlib.course import lessons
from kamlib.course.cribs import crib
from kamlib.errors import KamError
from kamlib.words import LANGUAGES, _, glossary, language, speaking

#: What users and lessons call, by module.
API = (
    "kamlib", "kamlib.course", "kamlib.findings", "kamlib.value.concentration", "kamlib.value.cost_to_serve",
    "kamlib.value.whale", "kamlib.value.bank", "kamlib.classify.tiers", "kamlib.classify.key_accounts",
    "kamlib.classify.misconceptions", "kamlib.classify.kinds", "kamlib.classify.scorecard",
    "kamlib.classify.pairwise", "kamlib.classify.history", "kamlib.classify.migration",
    "kamlib.classify.concessions", "kamlib.classify.service", "kamlib.classify.rise", "kamlib.classify.half_life",
)  # fmt: skip

#: Attributes of HTML that name another file.
_LINKS = ("href", "src")


def sources(into: Path) -> None:
    """Write what Sphinx reads, in the language in use.

    Parameters
    ----------
    into : Path
        A folder, made new.
    """
    shutil.rmtree(into, ignore_errors=True)
    own = PACKAGE.parent / "docs" / "book"
    (into / "_static").mkdir(parents=True)
    shutil.copy(own / "conf.py", into)
    shutil.copy(own / "book.css", into / "_static")
    shutil.copytree(own / "locale", into / "locale")  # words of the theme that Sphinx has no Chinese for
    for file in sorted((shipped("notebooks") / language()).glob("*.ipynb")):
        shutil.copy(file, into)
    how_to = into / "how-to"
    how_to.mkdir()
    readme = PACKAGE.parent / ("README.zh.md" if language() == "zh" else "README.md")
    (into / "readme.md").write_text(_within(readme.read_text("utf-8")), "utf-8")
    for name, file in how_tos(language()).items():
        shutil.copy(file, how_to / f"{name}.md")
    pages = {"index.md": _index(), "glossary.md": _glossary(), "verbs.md": _verbs(), "api.md": _api()}
    for name, text in pages.items():
        (into / name).write_text(text, "utf-8")


def how_tos(lang: str) -> dict[str, Path]:
    """Find the how-tos by name: in the language where that edition is written, else in English."""
    found = sorted((PACKAGE.parent / "docs" / "how-to").glob("*.md"))
    english = {file.stem: file for file in found if not file.stem.endswith(".zh")}
    own = {file.stem.removesuffix(f".{lang}"): file for file in found if file.stem.endswith(f".{lang}")}
    return english | own


def _within(page: str) -> str:
    """Keep of a page's links those that lead to a lesson or to the network; pictures stay in the repository."""
    plain = re.sub(r"!\[[^\]]*\]\([^)]*\)\n*", "", page)

    def kept(link: re.Match[str]) -> str:
        text, target = link.groups()
        if target.startswith("http"):
            return link[0]
        return f"[{text}]({Path(target).name})" if target.endswith(".ipynb") else text

    return re.sub(r"\[([^\]]*)\]\(([^)\s]+)\)", kept, plain)


def _index() -> str:
    held = [lesson.name for lesson in lessons.lessons()]
    how_to = [f"how-to/{name}" for name in how_tos(language())]
    parts = (
        (_("Lessons"), held), (_("For consultants"), ["readme", *how_to]),
        (_("Reference"), ["glossary", "verbs", "api"]),
    )  # fmt: skip
    trees = "\n\n".join(_tree(title, pages) for title, pages in parts)
    about = _("Lessons, glossary and functions; the lessons run with `kam lab`.")
    return f"# Key Account Lab\n\n{about}\n\n{trees}\n"


def _tree(title: str, pages: list[str]) -> str:
    return f"```{{toctree}}\n:caption: {title}\n:maxdepth: 1\n\n" + "\n".join(pages) + "\n```"


def _glossary() -> str:
    """Write every term that has a meaning of its own, with its name in both languages and in code."""
    lines = [
        f"| {term.label} | {term.zh if term.label == term.en else term.en} | `{term.key}` | {term.about} |"
        for term in sorted(glossary().values(), key=lambda term: term.label.casefold())
        if term.about
    ]
    titles = (_("Term"), _("In the other language"), _("In code"), _("Meaning"))
    head = _("Glossary")
    return f"# {head}\n\n| {' | '.join(titles)} |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"


def _verbs() -> str:
    title = _("The ten verbs")
    return f"# {title}\n\n{crib().markdown}\n"


def _api() -> str:
    title = _("Functions")
    names = "\n   ".join(API)
    return f"# {title}\n\n```{{eval-rst}}\n.. autosummary::\n   :toctree: api\n\n   {names}\n```\n"


def build(into: Path) -> list[Path]:
    """Make the site.

    Parameters
    ----------
    into : Path
        Output folder; one folder per language in it.

    Returns
    -------
    list of Path
        First page of each edition.

    Raises
    ------
    KamError
        If Sphinx is not installed or stops, a link leads nowhere, or a page would load something from outside.
    """
    made = []
    for lang in LANGUAGES:
        source, target = into / "source" / lang, into / lang
        with speaking(lang):
            sources(source)
        shutil.rmtree(target, ignore_errors=True)
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(target)]
        env = {**os.environ, "KAMLIB_LANG": lang}
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
        if done.returncode:
            raise KamError(_("The book was not made: {why}", why=(done.stderr.strip() or "?").splitlines()[-1]))
        if wrong := [*dead(target), *outside(target)]:
            raise KamError(_("The book has {n} wrong links; the first: {link}", n=str(len(wrong)), link=wrong[0]))
        made.append(target / "index.html")
    return made


class _Page(html.parser.HTMLParser):
    """Collects links and what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {str(given[key]) for key in ("id", "name") if given.get(key)}
        for key in _LINKS:
            if value := given.get(key):
                loads = tag != "a" and given.get("rel") not in ("search", "index", "next", "prev", "canonical")
                (self.loads if loads else self.links).append(value)


def _read(page: Path) -> _Page:
    found = _Page()
    found.feed(page.read_text("utf-8"))
    return found


def dead(site: Path) -> list[str]:
    """Return links of a site that lead to no file.

    Parameters
    ----------
    site : Path
        Its folder.

    Returns
    -------
    list of str
        ``page: link``.
    """
    wrong = []
    for page in sorted(site.rglob("*.html")):
        found = _read(page)
        for link in [*found.links, *found.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            if not (page.parent / unquote(parts.path)).exists():
                wrong.append(f"{page.relative_to(site)}: {link}")
    return wrong


def outside(site: Path) -> list[str]:
    """Return what pages of a site would load from the network.

    Parameters
    ----------
    site : Path
        Its folder.

    Returns
    -------
    list of str
        ``page: address``.
    """
    return [
        f"{page.relative_to(site)}: {link}"
        for page in sorted(site.rglob("*.html"))
        for link in _read(page).loads
        if urlsplit(link).netloc
    ]


def main(arguments: list[str] | None = None) -> int:
    """Make the site in the folder named, by default out/book."""
    given = (arguments or sys.argv[1:]) or ["out/book"]
    try:
        for page in build(Path(given[0])):
            sys.stdout.write(f"{page}\n")
    except KamError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
