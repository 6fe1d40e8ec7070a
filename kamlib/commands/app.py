"""The list of commands, each in its module of this room, imported when it is called.

A command's module has one function, ``register(app)``, that adds the command (or a group of them) to the Typer
app. What a user can correct ends as one line on standard error and exit status 2.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated

import typer

from kamlib._lazy import at_once
from kamlib.commands import help as helping
from kamlib.commands.streams import print_json
from kamlib.commands.usage import usage_error
from kamlib.errors import KamError
from kamlib.words import LANGUAGES, _, language, use_language
from kamlib.words.language import is_chosen, of_place
from kamlib.words.phrases import enumerated, nearest

# Threads for matrices as small as ours wait for each other longer than they compute. Read when NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# NumPy asks for pages of two megabytes, which are cleared whole: a thirtieth of what a long book costs. Read then.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")

#: Every command and its line in the help, in the order in which a newcomer needs them.
COMMANDS: dict[str, Callable[[], str]] = {
    "report": lambda: _("Write the report on a client's orders; without a file, on the embedded client."),
    "check": lambda: _("Show what a file contains, what is wrong with it, and what can be computed from it."),
    "template": lambda: _("Write the empty workbook that asks a client for data."),
    "files": lambda: _("Write account files to fill in, and read them back."),
    "visits": lambda: _("Plan the visits of the coming weeks and write calendar files."),
    "policy": lambda: _("Check the rules of a sales policy."),
    "verify": lambda: _("Check that the files of a report are unchanged."),
    "data": lambda: _("List and fetch public data sets."),
    "world": lambda: _("Make a synthetic client of any size."),
    "lab": lambda: _("Open the course in JupyterLab."),
    "progress": lambda: _("Show your progress in the course."),
}

#: Commands that are groups of commands.
GROUPS = ("data", "files", "policy")

#: Variable of the environment under which a mistake of ours is shown with its traceback.
DEBUG = "KAMLIB_DEBUG"

#: Exit status after an error that the user can mend.
MENDABLE = 2


def run(words: list[str]) -> int:
    """Run the command that the words name, and turn every error that has words for people into one line."""
    try:
        _speak(words)
        _know(words)
        rest = _rest(words)
        words = words if rest else [*words, "--help"]
        words = [*rest, "--help"] if len(rest) == 1 and rest[0] in GROUPS else words
        with helping.spoken() if helping.asked_for(words) or not words else contextlib.nullcontext():
            result = build(words)(words, prog_name="kam", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except KamError as error:
        return _complain(str(error), words)
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    except OSError as error:  # a full disk, a folder without leave: the user's to mend
        why = _("{file} cannot be read or written: {why}", file=error.filename or "kam", why=_why(error))
        return _complain(why, words)
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0
        if hasattr(error, "format_message"):  # Typer's or, under older ones, Click's
            return _complain(usage_error(error), words)
        if os.environ.get(DEBUG):
            raise
        return _complain(_bug(error), words)


def _bug(error: Exception) -> str:
    """Say in one line what a mistake in kam ended in."""
    what = f"{type(error).__name__}: {error}".partition("\n")[0][:200]
    return _("internal error in kam ({what}); set {name}=1 to see where", what=what, name=DEBUG)


def build(words: Sequence[str]) -> typer.Typer:
    """Put the app together: the commands among the words in full, of the others only their line in the help."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        rich_markup_mode=None if language() == "zh" else "rich",  # its boxes cut words that have no blanks
        context_settings={"help_option_names": ["-h", "--help"]},
        help=_("Key Account Lab: from a client's order file to a report, and a course on key account management."),
    )  # fmt: skip
    app.callback()(_about)
    for name, line in COMMANDS.items():
        if name in words:
            with at_once():
                import_module(f"kamlib.commands.{name}").register(app)
        else:
            app.command(name, help=line())(_absent)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        from kamlib import __version__

        typer.echo(f"kam {__version__}")
        raise typer.Exit


def _about(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="en, zh: 中文")] = None,
) -> None:
    """Take the options before any command; `_speak` has read the language already."""


def _absent() -> None:
    """Take the place of a command that the arguments do not name: it is never called."""


def _speak(words: Sequence[str]) -> None:
    """Take ``--lang`` from the words before anything is printed, so that help and errors are in that language.

    Without it, the language is that of ``KAMLIB_LANG``, then that of the user's place.
    """
    told = os.environ.get("KAMLIB_LANG", "")
    if told and told not in LANGUAGES:
        offered = enumerated([*LANGUAGES])
        raise KamError(_("KAMLIB_LANG={value}: the languages are {offered}", value=told, offered=offered))
    if not told and not is_chosen():
        use_language(of_place())
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--lang":
            value = value if equals else next(iter(words[at + 1 :]), "")
            if value not in LANGUAGES:
                offered = enumerated([*LANGUAGES])
                raise KamError(_("--lang {value}: the languages are {offered}", value=value, offered=offered))
            use_language(value)


def _know(words: Sequence[str]) -> None:
    """Refuse an unknown command, naming the nearest known one."""
    first = next(iter(words), "-")
    if not first.startswith("-") and first not in COMMANDS:
        raise KamError(_("Unknown command {name}. {hint}", name=first, hint=nearest(first, COMMANDS)))


def _rest(words: Sequence[str]) -> list[str]:
    """Return the words but ``--lang`` and its value."""
    return [w for at, w in enumerate(words) if not (w.startswith("--lang") or (at and words[at - 1] == "--lang"))]


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _complain(line: str, words: Sequence[str]) -> int:
    """Say in one line what is wrong; to a program that asked for JSON, in JSON."""
    whole = " ".join(line.splitlines())
    if words[:1] == ["check"] and "--json" in words:
        print_json({"ok": False, "error": whole})
    else:
        typer.echo(whole, err=True)
    return MENDABLE
