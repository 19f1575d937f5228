"""``linsang settings``: every setting, and where it was said."""

from __future__ import annotations

import json

from linsang.cli import main
from linsang.settings import keys


def test_every_setting_is_shown_with_its_origin(capsys, monkeypatch, tmp_path):
    """
    Whoever wonders why Linsang does what it does sees each setting and who said it.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "linsang.toml").write_text("workers = 2\n", "utf-8")
    monkeypatch.setenv("LINSANG_POLICY", "marketplace-strict")
    code = main(["settings"])
    lines = capsys.readouterr().out.splitlines()

    assert code == 0
    assert [line.split(" = ")[0] for line in lines] == [key.name for key in keys()]
    assert "workers = 2 (linsang.toml)" in lines
    assert "policy = marketplace-strict (LINSANG_POLICY)" in lines


def test_a_program_can_read_them(capsys, monkeypatch, tmp_path):
    """
    As JSON, each setting has its value, origin and meaning.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINSANG_CARRY", "shop,region")
    main(["settings", "--json"])
    shown = json.loads(capsys.readouterr().out)

    assert shown["carry"] == {
        "value": ["shop", "region"],
        "origin": "LINSANG_CARRY",
        "meaning": next(key.metadata["meaning"] for key in keys() if key.name == "carry"),
    }
    assert shown["terms"]["value"] is None
