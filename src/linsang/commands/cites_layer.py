"""An imported Checklist, put in place whole: the folder is the new layer or what it was before."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from linsang.connectors.problems import OutputError
from linsang.reference.cites_import import ImportSummary, import_cites

_FILES = frozenset({"taxa.csv", "appendices.csv", "layer.toml"})


def make_layer(path: Path, *, out: Path, dated: date) -> ImportSummary:
    """Import the Checklist at *path* into the folder *out*, which may be an older import.

    A folder that holds anything else is left alone: that is an `OutputError`.
    """
    try:
        if out.exists() and (not out.is_dir() or {one.name for one in out.iterdir()} - _FILES):
            raise OutputError(
                str(out), "holds other things", mend="name a new folder, or one of an import"
            )
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        fresh, old = made / "new", made / "old"
        summary = import_cites(path, out=fresh, dated=dated)
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return summary


def _unwritable(out: Path, error: OSError) -> OutputError:
    return OutputError(
        str(out),
        f"cannot be written: {error.strerror or error}",
        mend="name a folder that can be written with --out",
    )
