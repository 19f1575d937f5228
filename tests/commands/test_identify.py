"""``linsang identify``: what pictures show, and what could not be looked at."""

from __future__ import annotations

import io
import json

import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")

from tests.image.pictures import DRAWN, drawn, encoded

from linsang.cli import main
from linsang.model.exit_code import ExitCode


@pytest.fixture
def photos(tmp_path):
    """A folder with three drawings, and one file that is called a picture and is none."""
    for name in DRAWN:
        (tmp_path / f"{name}.png").write_bytes(encoded(drawn(name), "PNG"))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    (tmp_path / "notes.txt").write_text("no picture", "utf-8")
    return tmp_path


def said(capsys, *words: str) -> tuple[int, list[dict[str, object]]]:
    """The exit code, and the lines as JSON."""
    code = main(["identify", *words, "--json", "--image-model", "imagenet"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_line_a_picture(photos, capsys):
    """
    Every picture of a folder has one line, in the order of names; what is no picture by its
    name is left alone, what is none by its bytes says so.
    """
    code, rows = said(capsys, str(photos))

    assert code == ExitCode.INCOMPLETE
    assert [row["path"] for row in rows] == sorted(
        str(photos / name) for name in ("broken.jpg", *(f"{one}.png" for one in DRAWN))
    )
    assert (rows[0]["status"], rows[0]["reason"]) == ("could_not_look", "damaged")
    assert [row["status"] for row in rows[1:]] == ["ok"] * 3
    assert all(row["findings"] == [] for row in rows)


def test_paths_come_down_a_pipe(photos, capsys, monkeypatch):
    """
    A list of paths on standard input is looked at in its order; a missing one is told.
    """
    lines = f"{photos / 'disc.png'}\n\n{photos / 'none.png'}\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, rows = said(capsys, "-")

    assert code == ExitCode.INCOMPLETE
    assert [(row["status"], row.get("reason")) for row in rows] == [
        ("ok", None),
        ("could_not_look", "missing"),
    ]


def test_an_empty_folder_is_told(tmp_path, capsys):
    """
    A folder without a picture is a slip, and no success.
    """
    assert main(["identify", str(tmp_path)]) == ExitCode.INPUT
    assert "no pictures" in capsys.readouterr().err
