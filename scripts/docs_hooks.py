"""Splice the real output of commands into the site, so that no page shows an old one.

A page says ``<!-- run: linsang check --help -->``; the site shows what that
prints. A command that fails, or that is not linsang's, fails the build.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

RUN = re.compile(r"^<!-- run: (linsang .+?) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Return the page with each marked command followed by what it prints."""
    return RUN.sub(lambda found: f"```text\n$ {found[1]}\n{_output(found[1])}\n```", markdown)


@cache
def _output(command: str) -> str:
    _, *arguments = shlex.split(command)
    finished = subprocess.run(
        [Path(sys.executable).parent / "linsang", *arguments],
        env={**os.environ, "COLUMNS": "96", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    if finished.returncode != 0:
        raise SystemExit(f"docs: `{command}` ended with {finished.returncode}:\n{finished.stderr}")
    return finished.stdout.rstrip()
