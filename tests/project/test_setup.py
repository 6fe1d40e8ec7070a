"""What the project needs is named once, locked with hashes, and names no host."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

#: Package indexes, their file hosts, and folders of somebody's machine; cut in two so as not to find itself.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"py" r"pi\.org",
            r"python" r"hosted",
            r"registry\.n" r"pmjs",
            r"deb\.deb" r"ian",
            r"repo\.ana" r"conda",
            r"(?<![\w.])/ro" r"ot/",
            r"(?<![\w.])/wo" r"rk/",
            r"(?<![\w.])/ho" r"me/\w",
        ]
    )
)


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def places_with_hosts(files: list[Path]) -> list[str]:
    found = []
    for file in files:
        for number, line in enumerate(file.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{file.name}:{number}")
    return found


def test_nothing_committed_names_a_package_host_or_a_machine() -> None:
    assert places_with_hosts(committed()) == []


def test_a_host_name_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "requirements.lock"
    host = "py" + "pi.org"
    bad.write_text(f"--index-url https://{host}/simple\n", "utf-8")
    assert places_with_hosts([bad]) == ["requirements.lock:1"]


#: What another package brings by its own need, under the name that is imported.
PACKAGED = {
    "IPython": "ipykernel", "PIL": "matplotlib", "fontTools": "fonttools", "markupsafe": "jinja2",
    "traitlets": "nbclient",
}  # fmt: skip

#: Imported only by tests that skip without it.
OPTIONAL = {"playwright", "pyspark"}


def named(requirement: str) -> str:
    found = re.match(r"[\w-]+", requirement)
    assert found is not None
    return found[0].lower().replace("_", "-")


def imports(file: Path) -> set[str]:
    """The packages that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def foreign(folder: str) -> set[str]:
    """The packages that the files of a folder import and that are neither Python's nor this project's."""
    imported = {name for file in (ROOT / folder).rglob("*.py") for name in imports(file)}
    return imported - set(sys.stdlib_module_names) - {"kamlib", "tests", "benchmarks", "report_sample"}


def undeclared(modules: set[str], requirements: list[str]) -> set[str]:
    """Those modules that no requirement brings."""
    brought = {named(requirement) for requirement in requirements}
    return {module for module in modules if named(PACKAGED.get(module, module)) not in brought}


def conda_pip_part() -> list[str]:
    lines = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    inside = lines[lines.index("  - pip:") + 1 :]
    return [line.strip().removeprefix("- ") for line in inside if line.strip()]


def test_conda_environment_names_the_same_dependencies_and_bounds() -> None:
    assert conda_pip_part() == [*PROJECT["dependencies"], "-e .[dev]"]
    assert f"  - python{PROJECT['requires-python']}" in (ROOT / "environment.yml").read_text("utf-8")


def test_conda_environment_brings_what_the_tests_import() -> None:
    """By the extra with which it installs this project: whatever a test imports is in a list of it."""
    extra = re.fullmatch(r"-e \.\[(\w+)\]", conda_pip_part()[-1])
    assert extra is not None
    imported = foreign("tests")
    assert len(imported) > 10
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][extra[1]]]
    assert undeclared(imported, requirements) <= OPTIONAL


def test_what_the_package_imports_is_declared() -> None:
    """A dependency of a dependency may go with its next version; what is imported here is asked for here.

    What only a database with an address needs is an extra, and imported where it is used.
    """
    imported = foreign("kamlib")
    assert {"jupyter_client", "pandas", "PIL"} <= imported
    assert undeclared(imported, PROJECT["dependencies"]) == {"sqlalchemy"}
    assert undeclared({"sqlalchemy"}, PROJECT["optional-dependencies"]["sql"]) == set()
    assert undeclared({"jupyter_client", "PIL"}, ["pandas>=3.0"]) == {"jupyter_client", "PIL"}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-installer.lock", "requirements-book.lock"])
def test_everything_locked_has_a_version_and_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all(re.match(r"[\w.\[\]-]+==\S+", e) and "--hash=sha256:" in e for e in entries)


def test_every_direct_dependency_is_locked() -> None:
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    direct = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    names = {re.match(r"[\w-]+", d).group().lower().replace("_", "-") for d in direct}
    assert names <= locked


HEAVY = {
    "matplotlib",
    "seaborn",
    "scipy",
    "IPython",
    "ipywidgets",
    "jupyter_client",
    "nbformat",
    "papermill",
    "duckdb",
    "polars",
    "babel",
    "narwhals",
    "typst",
    "pydantic",
    "rich",
    "typer",
    "openpyxl",
    "pyarrow.csv",
}


def loaded_by(statement: str) -> set[str]:
    code = f"import sys, json; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_little_more_than_pandas() -> None:
    extra = loaded_by("import kamlib") - loaded_by("import pandas")
    assert HEAVY & extra == set()
    foreign = {name.partition(".")[0] for name in extra} - {"kamlib"} - set(sys.stdlib_module_names)
    assert foreign == set()


@pytest.mark.parametrize("module", ["kamlib.reports.kernel", "kamlib.course.build"])
def test_no_parsers_of_web_addresses_are_built_for_a_notebook(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert "jsonschema" in loaded
    assert "lark" not in loaded


@pytest.mark.parametrize("module", ["rfc3987_syntax", "rfc3986_validator"])
def test_what_checks_web_addresses_is_put_off(module: str) -> None:
    code = f"import sys, kamlib.reports.kernel; print(len(vars(sys.modules[{module!r}])))"
    put_off, whole = (
        int(subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout)
        for line in (code, f"import {module}; print(len(vars({module})))")
    )
    assert put_off < whole


def test_a_plain_address_is_checked_too() -> None:
    code = (
        "import json, kamlib._addresses, jsonschema\n"
        "check = jsonschema.FormatChecker(['uri']).conforms\n"
        "print(json.dumps([check(text, 'uri') for text in ('https://example.org/a', 'no address', 'a:b')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, False, True]


def test_they_are_built_when_an_address_is_checked() -> None:
    code = (
        "import json, kamlib._addresses, jsonschema\n"
        "check = jsonschema.FormatChecker(['iri']).conforms\n"
        "said = [check(text, 'iri') for text in ('https://例え.example/ä', 'no address', 'a:b')]\n"
        "from rfc3987_syntax import is_valid_syntax_port\n"
        "print(json.dumps([*said, is_valid_syntax_port('80'), is_valid_syntax_port('x')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, False, True, True, False]
