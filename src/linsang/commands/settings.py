"""``linsang settings``: every setting, its value and where it was said."""

from __future__ import annotations

import argparse
from typing import Any

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings

ABOUT = """\
Show every setting, its value and where it was said: the default, a file, the environment
or the command line. Secrets are hidden.
"""

EXAMPLES = """\
examples:
  linsang settings
  linsang settings --json
  linsang --config staging.toml settings
  LINSANG_WORKERS=4 linsang settings

docs/settings.md explains each of them.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object, by setting")


def run(args: argparse.Namespace, settings: Settings) -> ExitCode:
    """Print the settings of this run."""
    if args.json:
        import msgspec

        shown = msgspec.json.encode(settings_as_json(settings))
        print(msgspec.json.format(shown, indent=2).decode())
    else:
        print("\n".join(settings.described()))
    return ExitCode.DONE


def settings_as_json(settings: Settings) -> dict[str, dict[str, Any]]:
    """Each setting's value, origin and meaning, without secrets.

    >>> settings_as_json(Settings(workers=2))["workers"]["value"]
    2
    """
    from linsang.settings import keys

    return {
        key.name: {
            "value": _plain(getattr(settings, key.name), secret=key.metadata["secret"]),
            "origin": settings.origins.get(key.name, "default"),
            "meaning": key.metadata["meaning"],
        }
        for key in keys(type(settings))
    }


def _plain(value: Any, *, secret: bool) -> Any:
    if secret:
        return "(hidden)" if value else None
    if isinstance(value, tuple):
        return [_plain(part, secret=False) for part in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
