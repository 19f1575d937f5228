"""Write the tables in docs/ that the code already knows; with --check, say which are stale.

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from linsang.model.exit_code import ExitCode
from linsang.settings import PREFIX, Settings, keys

DOCS = Path(__file__).resolve().parent.parent / "docs"
PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def settings_table() -> str:
    """One row for each setting."""
    rows = ["| setting | environment | default | what it says |", "| --- | --- | --- | --- |"]
    plain = Settings()
    for key in keys():
        value = getattr(plain, key.name)
        shown = key.metadata["default"] or ("empty" if value == () else f"`{value}`")
        rows.append(
            f"| `{key.name}` | `{PREFIX}{key.name.upper()}` | {shown} | {key.metadata['meaning']} |"
        )
    return "\n".join(rows)


def exit_code_table() -> str:
    """One row for each exit code."""
    rows = ["| code | name | what it means |", "| ---: | --- | --- |"]
    rows += [f"| {code.value} | `{code.name}` | {code.meaning} |" for code in ExitCode]
    return "\n".join(rows)


def command_sections() -> str:
    """A section for each command; scripts/docs_hooks.py puts its real help there."""
    if importlib.util.find_spec("linsang.cli") is None:
        return ""
    commands: Mapping[str, str] = importlib.import_module("linsang.cli").COMMANDS
    return "\n\n".join(
        f"### linsang {name}\n\n{text[:1].upper()}{text[1:]}.\n\n<!-- run: linsang {name} --help -->"
        for name, text in commands.items()
    )


def ways_table() -> str:
    """One row for each way to disguise a text, with what its operator says of itself."""
    from linsang.redteam.ways import WAYS, script_names

    rows = ["| way | what it does | scripts | source |", "| --- | --- | --- | --- |"]
    for way in WAYS:
        about = " ".join((inspect.getdoc(way.operator) or "").partition(">>>")[0].split())
        does, _, source = about.partition(" Source: ")
        withheld = " *(withheld)*" if way.withheld else ""
        rows.append(f"| `{way.name}`{withheld} | {does} | {script_names(way.scripts)} | {source} |")
    return "\n".join(rows)


PARTS: Mapping[str, Callable[[], str]] = {
    "commands": command_sections,
    "settings": settings_table,
    "exit-codes": exit_code_table,
    "ways": ways_table,
}


def rendered(page: str) -> str:
    """Return *page* with its generated parts written anew.

    >>> "| 0 | `DONE` |" in rendered("<!-- generated: exit-codes -->\\n<!-- end -->")
    True
    """
    return PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[4]}", page)


def main() -> int:
    """Rewrite the pages, or with --check report which would change."""
    stale = []
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text("utf-8")
        if (fresh := rendered(page)) == page:
            continue
        stale.append(path.relative_to(DOCS.parent))
        if "--check" not in sys.argv[1:]:
            path.write_text(fresh, "utf-8")
    if stale and "--check" in sys.argv[1:]:
        print("\n".join(f"{path}: stale; scripts/generate_docs.py mends it" for path in stale))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
