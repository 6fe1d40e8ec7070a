"""What users and lessons call says what goes in, comes out and is raised; inside the house one line is enough."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from tests.project.test_examples import public

KAMLIB = Path(__file__).parents[2] / "kamlib"

Function = ast.FunctionDef | ast.AsyncFunctionDef
NOTHING = ("None", "NoReturn", "Never", "Iterator[None]")
EXEMPT = ("property", "cached_property", "setter", "overload")


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """Yield the public functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        held = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for each in held:
            if isinstance(each, Function) and not each.name.startswith("_") and not is_exempt(each):
                yield each


def is_exempt(function: Function) -> bool:
    """Tell what is no function to its callers, and a program whose docstring is the text of its ``--help``."""
    helps = f"{function.name}.__doc__" in ast.unparse(function)
    marks = [ast.unparse(mark).split("(")[0].split(".")[-1] for mark in function.decorator_list]
    return helps or not set(marks).isdisjoint(EXEMPT)


def parameters_of(function: Function) -> set[str]:
    taken = function.args
    every = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg]
    return {each.arg for each in every if each is not None} - {"self", "cls"}


def gives_something(function: Function) -> bool:
    return function.returns is not None and ast.unparse(function.returns) not in NOTHING


def raises_itself(body: list[ast.stmt], caught: frozenset[str] = frozenset()) -> bool:
    """Tell whether these statements, or a function made in them, raise an error that they did not catch."""
    return any(_raises(statement, caught) for statement in body)


def _raises(node: ast.AST, caught: frozenset[str]) -> bool:
    if isinstance(node, ast.Raise):
        return node.exc is not None and ast.unparse(node.exc) not in caught
    if isinstance(node, ast.ExceptHandler) and node.name:
        caught = caught | {node.name}
    return any(_raises(child, caught) for child in ast.iter_child_nodes(node))


def sections_of(docstring: str) -> dict[str, str]:
    """Split a numpydoc docstring into its sections: heading → text."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", docstring, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named_in(section: str) -> set[str]:
    heads = re.findall(r"^(\*{0,2}\w[^:\n]*?) ?(?::.*)?$", section, flags=re.MULTILINE)
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def lacking(function: Function) -> list[str]:
    """Name what the docstring of a function leaves out."""
    docstring = ast.get_docstring(function)
    if not docstring:
        return ["a docstring"]
    sections = sections_of(docstring)
    unnamed = sorted(parameters_of(function) - named_in(sections.get("Parameters", "")))
    misses = [f"Parameters: {', '.join(unnamed)}"] if unnamed else []
    if gives_something(function) and not {"Returns", "Yields"} & sections.keys():
        misses.append("Returns")
    if raises_itself(function.body) and "Raises" not in sections:
        misses.append("Raises")
    return misses


def gaps_in(source: str) -> list[tuple[int, str, list[str]]]:
    functions = public_functions(ast.parse(source))
    return [(each.lineno, each.name, misses) for each in functions if (misses := lacking(each))]


def functions_by_name() -> dict[str, tuple[str, Function]]:
    """Return every public function and method of the package by its full name, with where it stands."""
    found = {}
    for path in sorted(KAMLIB.rglob("*.py")):
        module = ".".join(path.relative_to(KAMLIB.parent).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            held = node.body if isinstance(node, ast.ClassDef) else [node]
            owner = f"{module}.{node.name}" if isinstance(node, ast.ClassDef) else module
            for each in held:
                if isinstance(each, Function):
                    found[f"{owner}.{each.name}"] = f"{path.relative_to(KAMLIB.parent)}:{each.lineno}", each
    return found


def test_what_users_and_lessons_call_says_what_goes_in_what_comes_out_and_what_it_raises() -> None:
    held = functions_by_name()
    asked = {name: held[name] for name, each in public().items() if inspect.isfunction(each)}
    gaps = [
        f"{where} {name} lacks {'; '.join(misses)}"
        for name, (where, each) in asked.items()
        if (misses := lacking(each))
    ]
    assert len(asked) > 75
    assert not gaps, "\n".join(gaps)


def test_every_function_inside_the_house_says_what_it_is_for() -> None:
    held = [each for path in sorted(KAMLIB.rglob("*.py")) for each in without_docstring(path)]
    assert not held, "\n".join(held)


def without_docstring(path: Path) -> list[str]:
    return [
        f"{path.relative_to(KAMLIB.parent)}:{each.lineno} {each.name}"
        for each in public_functions(ast.parse(path.read_text(encoding="utf-8")))
        if not ast.get_docstring(each)
    ]


BARE = '''
def share(part: float, *, whole: float) -> float:
    """Give the share.

    Parameters
    ----------
    part : float
        The part.
    """
    if not whole:
        raise ValueError("whole is 0")
    return part / whole
'''

WHOLE = '''
def share(part: float, *, whole: float) -> float:
    """Give the share.

    Parameters
    ----------
    part, whole : float
        Both in currency.

    Returns
    -------
    float
        The share.

    Raises
    ------
    ValueError
        If the whole is 0.
    """
    if not whole:
        raise ValueError("whole is 0")
    return part / whole
'''

PASSED_ON = '''
def close(path: Path) -> None:
    """Close the file.

    Parameters
    ----------
    path : Path
        The file.
    """
    try:
        path.unlink()
    except OSError as error:
        if path.exists():
            raise
        raise error
'''


def test_a_docstring_that_leaves_something_out_is_found() -> None:
    assert gaps_in(BARE) == [(2, "share", ["Parameters: whole", "Returns", "Raises"])]


def test_a_complete_docstring_passes() -> None:
    assert gaps_in(WHOLE) == []


def test_passing_on_a_caught_error_needs_no_raises_section() -> None:
    assert gaps_in(PASSED_ON) == []
