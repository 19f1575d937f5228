"""The pages say what the code does, all of it and nothing else."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from linsang.model.exit_code import ExitCode
from linsang.settings import keys

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "linsang"
LATER = "the part of the tree that it documents"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def headings(name: str, level: int = 3) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", page(name), re.MULTILINE)


def first_cells(text: str) -> list[str]:
    cells = re.findall(r"^\| (.+?) \|", text, re.MULTILINE)
    return [cell for cell in cells if not re.fullmatch(r"[-: ]+|word|setting|code", cell)]


def imported(module: str, name: str) -> Any:
    found = pytest.importorskip(module, reason=f"no {module}; enable by: {LATER}")
    return getattr(found, name)


def test_every_setting_is_documented():
    """
    Whoever installs Linsang finds every setting in one table, and no other.
    """
    assert first_cells(page("settings.md")) == [f"`{key.name}`" for key in keys()]


def test_every_exit_code_is_documented():
    """
    Whoever schedules a run can look up what each exit code means.
    """
    assert first_cells(page("exit-codes.md")) == [str(code.value) for code in ExitCode]


def test_generated_parts_are_fresh():
    """
    The tables that the code knows are as the code knows them.
    """
    generate = importlib.import_module("scripts.generate_docs")
    stale = [
        path.name
        for path in sorted(DOCS.rglob("*.md"))
        if generate.rendered(path.read_text("utf-8")) != path.read_text("utf-8")
    ]

    assert not stale, "scripts/generate_docs.py mends it"


def test_every_finding_kind_is_explained():
    """
    A moderator can look up every kind of finding that a result may show.
    """
    kinds = imported("linsang.model.finding", "FindingKind")

    assert headings("findings.md") == [kind.value for kind in kinds]


def test_every_command_is_documented():
    """
    Every command has its section, with its real help spliced in, and no section outlives it.
    """
    commands = imported("linsang.cli", "COMMANDS")

    assert headings("commands.md") == [f"linsang {name}" for name in commands]
    for name in commands:
        assert f"<!-- run: linsang {name} --help -->" in page("commands.md")


def test_every_error_is_documented():
    """
    Who meets an error finds its name, what it means and what to do.
    """
    defined = {
        node.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        if any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
    }

    assert sorted(headings("errors.md")) == sorted(defined)


# --- glossary ---------------------------------------------------------------------------------


def glossary_rows(section: str) -> list[tuple[str, str, str]]:
    body = page("glossary.md").partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|(.*?)\|$", body, re.MULTILINE)


def words_of(section: str) -> list[str]:
    return [word for row in glossary_rows(section) for word in row[0].split(" / ")]


def written_everywhere_else() -> str:
    """The code and the pages as plain lower-case words, without the glossary itself."""
    files = [
        *SOURCE.rglob("*.py"),
        *SOURCE.rglob("*.yaml"),
        *DOCS.rglob("*.md"),
        ROOT / "README.md",
    ]
    texts = [path.read_text("utf-8") for path in files if path.name != "glossary.md"]
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", "\n".join(texts))
    return re.sub(r"\s+", " ", spaced).lower()


def test_the_glossary_is_in_order():
    """
    A word is found where the alphabet says, and means one thing.
    """
    for section in ("In use", "Reserved"):
        rows = [word for word, _, _ in glossary_rows(section)]
        assert rows == sorted(rows), section
    words = words_of("In use") + words_of("Reserved")

    assert len(words) == len(set(words))


def test_every_glossary_word_in_use_is_used():
    """
    The glossary explains words that somebody meets in the code or on a page.
    """
    written = written_everywhere_else()

    assert not [word for word in words_of("In use") if not re.search(rf"\b{word}", written)]


def test_no_class_has_a_name_that_blurs():
    """
    What the glossary asks us not to say names no class of ours.
    """
    rows = glossary_rows("In use") + glossary_rows("Reserved")
    said = {word for row in rows for word in row[0].split(" / ")}
    avoided = {
        word
        for _, _, blurs in rows
        for word in re.findall(r"[a-z]+", blurs.partition("(")[0].lower())
    } - {part for word in said for part in word.split()}
    model = {
        node.name.lower()
        for path in (SOURCE / "model").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    assert not model & avoided


# --- the repository itself --------------------------------------------------------------------


def test_every_page_has_one_title():
    """
    A page opens with its title, so that search and tabs can name it.
    """
    for path in sorted(DOCS.rglob("*.md")):
        assert path.read_text("utf-8").startswith("# "), path.name


def test_every_golden_file_has_its_test():
    """
    A reviewed file that no test compares any more is a promise nobody keeps.
    """
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    stray = [
        path.name
        for path in sorted((ROOT / "tests" / "golden").iterdir())
        if f"def test_{re.split(r'[-.]', path.name)[0]}(" not in tests
    ]

    assert not stray


def test_every_make_target_exists():
    """
    What a page tells somebody to type is there to be typed.
    """
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    told = {
        target
        for path in pages
        for target in re.findall(
            r"^make ([a-z]+)|`make ([a-z]+)`", path.read_text("utf-8"), re.MULTILINE
        )
        for target in target
        if target
    }

    assert not told - targets
