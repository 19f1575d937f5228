"""The layers hold, and every room says where it stands."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import linsang

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "linsang"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {each["type"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}

# The core is every room that judges; these others bring listings, carry decisions or talk.
NOT_THE_CORE = {
    *(
        "__main__",
        "batch",
        "cli",
        "client",
        "commands",
        "compose",
        "connectors",
        "demo",
        "learning",
    ),
    *("network", "operations", "programme", "redteam", "samples", "service", "store", "stream"),
    *("testing", "video"),
}


def rooms() -> set[str]:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    return packages | {path.stem for path in SOURCE.glob("*.py")} - {"__init__"}


def test_the_contracts_hold():
    """
    Imports point down, detectors do not know each other, the core needs no database.
    """
    finished = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", "pyproject.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_every_room_of_the_core_is_kept_small():
    """
    A new room that judges is promised to run without database, web or cluster.
    """
    promised = {name.removeprefix("linsang.") for name in CONTRACTS["forbidden"]["source_modules"]}

    assert promised == rooms() - NOT_THE_CORE


def test_every_room_is_drawn():
    """
    ARCHITECTURE.md shows each room that exists and none that does not.
    """
    tree = (
        (ROOT / "ARCHITECTURE.md")
        .read_text("utf-8")
        .partition("src/linsang/\n")[2]
        .partition("tests/")[0]
    )
    drawn = set(re.findall(r"^  ([a-z_]+)", tree, re.MULTILINE))

    assert drawn == rooms() - {"__main__"}


def test_the_layers_drawn_are_the_layers_kept():
    """
    The layers in ARCHITECTURE.md stand in the order that the contract keeps.
    """
    drawing = (
        (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## The layers")[2].split("```")[1]
    )
    drawn = [line.split(" | ") for line in drawing.strip().splitlines()]
    kept = [
        [name.strip(" ()") for name in layer.split("|")] for layer in CONTRACTS["layers"]["layers"]
    ]
    order = {name: place for place, names in enumerate(kept) for name in names}

    assert [sorted({order[name] for name in names}) for names in drawn] == [
        [place] for place in sorted({order[names[0]] for names in drawn})
    ]


@pytest.mark.parametrize("drawer", ["utils", "util", "helpers", "common", "misc", "core", "base"])
def test_there_is_no_drawer(drawer):
    """
    A file is named after the thing it holds; nothing is thrown into a drawer.
    """
    assert not [*SOURCE.rglob(f"{drawer}.py"), *SOURCE.rglob(f"{drawer}/__init__.py")]


def test_exceptions_state_their_reason():
    """
    Who switches the linter or the type checker off says why, on the line.
    """
    silent = re.compile(r"# (?:noqa(?:: [A-Z0-9, ]+)?|type: ignore(?:\[[a-z, -]+\])?)\s*$")
    files = [
        path for folder in ("src", "scripts", "tests") for path in (ROOT / folder).rglob("*.py")
    ]

    unexplained = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if silent.search(line)
    ]

    assert not unexplained


def test_the_version_is_one():
    """
    What is installed and what the code says of itself are the same version.
    """
    assert linsang.__version__ == PROJECT["project"]["version"]


def test_nothing_installed_is_unpinned():
    """
    Everything that is installed has a version and hashes, and no index is named.
    """
    for path in (ROOT / "constraints").glob("*.txt"):
        text = path.read_text("utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        pinned = [block for block in blocks if re.match(r"[a-z0-9]", block)]

        assert pinned
        assert "://" not in text
        assert all(re.match(r"\S+==\S+", block) and "--hash=sha256:" in block for block in pinned)


def test_collecting_the_tests_changes_nothing():
    """
    What is shipped is what tests get, though every file of the tests has been imported.
    """
    import tests.batch.small

    import linsang.compose

    assert callable(tests.batch.small.be_small)
    assert linsang.compose.engine.__module__ == linsang.compose.policy.__module__
    assert linsang.compose.engine.__module__ == "linsang.compose"
