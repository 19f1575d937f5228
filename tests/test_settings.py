"""Settings: which voice counts, and what a slip is told."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest

from linsang.settings import Settings, SettingsError, load_settings

NOWHERE = Path("no-such-file.toml")


@pytest.fixture
def load(tmp_path):
    """Load settings in an empty folder, with an empty environment."""

    def load(said=None, *, local=None, system=None, environment=None, config=None):
        if local is not None:
            (tmp_path / "linsang.toml").write_bytes(
                local if isinstance(local, bytes) else local.encode("utf-8")
            )
        if system is not None:
            (tmp_path / "system.toml").write_text(system, "utf-8")
        return load_settings(
            said,
            config=config,
            environment=environment or {},
            working_directory=tmp_path,
            system_file=tmp_path / "system.toml",
        )

    return load


@pytest.mark.parametrize(
    ("voices", "workers", "origin"),
    [
        pytest.param(0, 1, "default", id="nobody"),
        pytest.param(1, 2, "system.toml", id="system"),
        pytest.param(2, 3, "linsang.toml", id="local"),
        pytest.param(3, 4, "LINSANG_WORKERS", id="environment"),
        pytest.param(4, 5, "command line", id="command-line"),
    ],
)
def test_the_nearest_voice_counts(load, voices, workers, origin):
    """
    Defaults, the system's file, the folder's file, the environment, the command line: the last wins.
    """
    settings = load(
        system="workers = 2" if voices >= 1 else None,
        local="workers = 3" if voices >= 2 else None,
        environment={"LINSANG_WORKERS": "4"} if voices >= 3 else None,
        said={"workers": 5} if voices >= 4 else {"workers": None},
    )

    assert settings.workers == workers
    assert settings.origins.get("workers", "default").endswith(origin)


def test_a_named_file_replaces_the_local_one(load, tmp_path):
    """
    With --config or LINSANG_CONFIG the folder's own file is not read at all.
    """
    (tmp_path / "other.toml").write_text("workers = 7", "utf-8")

    by_option = load(local="batch_rows = 10", config=Path("other.toml"))
    by_variable = load(environment={"LINSANG_CONFIG": "other.toml"})

    assert (by_option.workers, by_option.batch_rows) == (7, 8192)
    assert by_variable == by_option


def test_paths_start_where_they_are_said(load, tmp_path):
    """
    A relative path in a file starts at the file, on the command line at the working directory.
    """
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "here.toml").write_text(
        'policy = "rules/eu.yaml"\nterms = "t.csv"', "utf-8"
    )

    settings = load({"data_dir": "data"}, config=Path("etc/here.toml"))

    assert settings.policy == str(tmp_path / "etc" / "rules" / "eu.yaml")
    assert settings.terms_path == tmp_path / "etc" / "t.csv"
    assert settings.data_dir == tmp_path / "data"


def test_lists_are_separated_in_the_environment(load, tmp_path):
    """
    Columns are parted by commas, paths as the system parts them.
    """
    layers = os.pathsep.join(["a.yaml", "b.yaml"])

    settings = load(
        environment={"LINSANG_CARRY": "shop, seen_at", "LINSANG_REFERENCE_LAYERS": layers}
    )

    assert settings.carry == ("shop", "seen_at")
    assert settings.reference_layers == (tmp_path / "a.yaml", tmp_path / "b.yaml")


def test_strangers_in_the_environment_pass(load):
    """
    Orchestrators put LINSANG_PORT beside a service called linsang; that is nobody's slip.
    """
    settings = load(environment={"LINSANG_PORT": "tcp://10.0.0.1:80", "LINSANG_POLICY": ""})

    assert settings.policy == "coalition"


def test_a_byte_order_mark_is_not_a_key(load):
    """
    A file saved by an editor that writes a byte order mark is read like any other.
    """
    assert load(local=b"\xef\xbb\xbfworkers = 2").workers == 2


SLIPS: dict[str, dict[str, Any]] = {
    "unknown key": {"local": "polcy = 'coalition'"},
    "unknown key, nothing near": {"local": "zoo = 1"},
    "not TOML": {"local": "workers = = 2"},
    "not UTF-8": {"local": b"policy = '\xff'"},
    "text for a number": {"local": "workers = 'two'"},
    "true for a number": {"local": "workers = true"},
    "too many workers": {"said": {"workers": 1000}},
    "a variable's slip": {"environment": {"LINSANG_WORKER": "2"}},
    "a variable's value": {"environment": {"LINSANG_BATCH_ROWS": "many"}},
    "empty policy": {"environment": {"LINSANG_POLICY": " "}},
    "language by its name": {"said": {"language": "Vietnamese"}},
    "one column is no list": {"local": "carry = 'shop'"},
    "a number among paths": {"local": "reference_layers = ['a.yaml', 3]"},
    "no such file": {"config": NOWHERE},
    "unknown on the command line": {"said": {"batch-rows": 3}},
}


def test_slips_are_told(load, golden, tmp_path):
    """
    Each slip is answered with where it was said, what was found, and what is allowed.
    """
    told = []
    for slip, given in SLIPS.items():
        (tmp_path / "linsang.toml").unlink(missing_ok=True)
        with pytest.raises(SettingsError) as error:
            load(**given)
        told.append(f"{slip}\n    {error.value}")

    golden("\n".join(told))


def test_no_secret_is_printed():
    """
    What is printed to help somebody never holds a secret.
    """

    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class WithSecret(Settings):
        token: str = dataclasses.field(
            default="", metadata={"meaning": "", "reader": None, "default": "", "secret": True}
        )

    assert "token = (hidden) (default)" in WithSecret(token="hunter2").described()
    assert "hunter2" not in " ".join(WithSecret(token="hunter2").described())


def test_settings_may_be_built_by_hand():
    """
    A program that embeds Linsang needs no file and no environment.
    """
    assert Settings(workers=2).described()[0] == "policy = coalition (default)"
