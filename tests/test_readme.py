"""What README.md shows of a command is what the command prints.

After a change that is meant, ``pytest tests/test_readme.py --update-golden`` writes the
outputs anew; the diff goes through review like that of any golden file.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from linsang.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (linsang .+)\n((?:.*\n)*?)```\n")


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], str]:
    """Run a command as typed in a clone, and return what a reader sees."""
    (tmp_path / "src").symlink_to(ROOT / "src")
    monkeypatch.chdir(tmp_path)

    def run(command: str) -> str:
        capfd.readouterr()
        code = main(shlex.split(command)[1:])
        out, err = capfd.readouterr()

        assert code == 0, err
        # How far a run has come is told as time goes by.
        told = (out + err).replace(f"{tmp_path}/", "")
        return re.sub(r"^[\d,]+ rows, .+ rows/s$\n", "", told, flags=re.MULTILINE)

    return run


def lasting(command: str, output: str) -> str:
    """Without what differs from day to day, and for a whole file from word to word."""
    output = re.sub(r"\bon \d{4}-\d{2}-\d{2}$", "on (today)", output, flags=re.MULTILINE)
    if command.startswith("linsang screen"):
        output = re.sub(r"^(  (?:outcome|taxa|language) ).*$", r"\1", output, flags=re.MULTILINE)
        output = re.sub(r"[\d,.]+", "0", output)
    return output


def test_readme_outputs_are_real(run, request):
    """
    Whoever types what the README shows sees what the README shows.
    """
    page = README.read_text("utf-8")
    shown = dict(BLOCK.findall(page))
    printed = {command: run(command) for command in shown}
    if request.config.getoption("--update-golden"):
        fresh = BLOCK.sub(lambda part: f"```console\n$ {part[1]}\n{printed[part[1]]}```\n", page)
        README.write_text(fresh, "utf-8")
        return

    assert len(shown) >= 5
    for command in shown:
        assert lasting(command, printed[command]) == lasting(command, shown[command])


def test_readme_names_the_two_first_commands():
    """
    A newcomer finds the two commands to start with.
    """
    page = README.read_text("utf-8")

    assert "make demo" in page
    assert "make test" in page


def test_readme_leads_to_files_that_exist():
    """
    Every link of the README that stays in the repository leads somewhere.
    """
    prose = re.sub(r"```.*?```", "", README.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", prose)

    assert links
    assert not [link for link in links if not (ROOT / link).exists()]
