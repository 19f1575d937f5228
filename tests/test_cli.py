"""The command line: help that comes at once, an example for everything, codes that say how it went."""

from __future__ import annotations

import subprocess
import sys

import pytest

import linsang
from linsang.cli import COMMANDS, main, parser
from linsang.model.exit_code import ExitCode

HEAVY = ("numpy", "pyarrow", "msgspec", "daachorse", "ruamel", "linsang.engine", "linsang.compose")


def helped(capsys, *said: str) -> str:
    """What a command prints about itself."""
    assert main([*said, "--help"]) == 0
    out: str = capsys.readouterr().out
    return out


@pytest.fixture(autouse=True)
def _a_terminal_of_eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def test_help_is_for_people(capsys, golden):
    """
    Who knows nothing sees what there is and what to try first.
    """
    golden(helped(capsys))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of(capsys, golden, command):
    """
    Every command explains itself.
    """
    golden(helped(capsys, command))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_commands_help_has_an_example(capsys, command):
    """
    Help shows the command as somebody would type it.
    """
    assert f"\n  linsang {command}" in helped(capsys, command).partition("example")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_overview(capsys, command):
    """
    The overview names every command with what it does.
    """
    text = " ".join(helped(capsys).split())

    assert f"{command} {COMMANDS[command]}" in text


HELP = """
import sys, time
started = time.perf_counter()
from linsang.cli import main
code = main(sys.argv[1:])
seconds = time.perf_counter() - started
heavy = [name for name in {heavy!r} if name in sys.modules]
print(heavy, file=sys.stderr)
print(seconds, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "said",
    [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)],
    ids="-".join,
)
def test_help_loads_nothing_heavy(said):
    """
    Help comes at once, because nothing is loaded for it: no tables, no engine.
    """
    done = subprocess.run(
        [sys.executable, "-c", HELP.format(heavy=HEAVY), *said],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    heavy, seconds = done.stderr.splitlines()[-2:]

    assert heavy == "[]"
    # A loose bound: the promise is a fifth of a second, on a machine that is not busy.
    assert float(seconds) < 2.0


def test_the_version_is_the_packages(capsys):
    """
    The command line and the package agree on the version.
    """
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"linsang {linsang.__version__}\n"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(["chek", "lamp"], id="unknown-command"),
        pytest.param(["check"], id="no-text"),
        pytest.param(["check", "lamp", "--colour"], id="unknown-option"),
        pytest.param(["check", "lamp", "--color", "sometimes"], id="unknown-choice"),
        pytest.param(["screen"], id="no-input"),
    ],
)
def test_what_is_not_understood_is_told(capsys, said):
    """
    A slip on the command line is told on standard error, with the code for it.
    """
    assert main(said) == ExitCode.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err


def test_nothing_said_is_help(capsys):
    """
    Who types `linsang` alone is shown around.
    """
    assert main([]) == ExitCode.DONE
    assert "start with:" in capsys.readouterr().out


def test_a_missing_settings_file_is_told(capsys):
    """
    A settings file that was named and is not there ends the run with its own code.
    """
    assert main(["--config", "nowhere.toml", "check", "lamp"]) == ExitCode.SETTINGS
    assert "nowhere.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "text"),
    [
        pytest.param(["check", "screen"], "screen", id="check-screen"),
        pytest.param(["check", "policy"], "policy", id="check-policy"),
    ],
)
def test_a_text_that_is_a_commands_name_is_a_text(said, text):
    """
    The word after the command is a text, even where it is a command's name.
    """
    assert parser("check").parse_args(said).text == text


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("check", id="the-same-command"),
        pytest.param("screen", id="another-command"),
    ],
)
def test_a_settings_file_may_bear_a_commands_name(word, capsys):
    """
    A file called like a command, named before the command, is that file.
    """
    code = main(["--config", word, "check", "lamp"])

    assert code == ExitCode.SETTINGS
    assert word in capsys.readouterr().err


def test_the_module_runs_like_the_command():
    """
    `python -m linsang` is `linsang`.
    """
    done = subprocess.run(
        [sys.executable, "-m", "linsang", "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"linsang {linsang.__version__}\n"


def test_importing_the_package_loads_nothing():
    """
    `import linsang` costs nothing until something is asked for.
    """
    code = f"import sys, linsang; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
