"""The command line: one file a command, loaded when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from linsang.model.exit_code import ExitCode

COMMANDS: Final = {
    "check": "decide about one text and show why",
    "screen": "decide about every listing in files, or in a stream",
    "rescreen": "bring earlier results up to date after a change",
    "identify": "say what pictures show",
    "model": "train a picture model for one kind of specimen",
    "intervene": "say whether a search query deserves a message",
    "evaluate": "say how well scores and decisions agree with labels",
    "redteam": "disguise what should be found, and say what slips through",
    "policy": "check, show, explain and replay policies",
    "statement": "tell sellers why, and the public database what",
    "terms": "keep a private layer of terms",
    "reference": "show, check and extend what Linsang knows about species",
    "ledger": "read, label and check the record of decisions",
    "settings": "show every setting and where it was said",
    "demo": "screen the sample listings and explain three of them",
}

# The settings that a command may take as an option of the same name.
SPOKEN: Final = (
    *("policy", "workers", "ledger", "audit_rate"),
    *("images", "image_root", "image_model"),
)

ABOUT: Final = """\
Linsang keeps endangered species out of online trade: it reads listings, says which
offer protected wildlife, shows the words that led there, and decides by a policy
that is text with a version.
"""

START: Final = """\
start with:
  linsang check "genuine tiger claw pendant, DM for price"
  linsang screen listings.jsonl --out results.jsonl
  linsang intervene "tiger bone wine"

`linsang COMMAND --help` explains a command and gives examples.
Exit codes are listed in docs/exit-codes.md.
"""


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser; only *command*'s own options are filled in, so that help comes at once."""
    import argparse

    from linsang import __version__

    top = argparse.ArgumentParser(
        prog="linsang",
        description=ABOUT,
        epilog=START,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"linsang {__version__}")
    top.add_argument(
        "--config", metavar="FILE", help="read settings from FILE (see docs/settings.md)"
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        if name == command:
            module = import_module(f"linsang.commands.{name}")
            own = commands.add_parser(
                name,
                help=summary,
                description=module.ABOUT,
                epilog=module.EXAMPLES,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            module.configure(own)
        else:
            commands.add_parser(name, help=summary, add_help=False)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    said = list(sys.argv[1:] if arguments is None else arguments)
    spoken = [word for place, word in enumerate(said) if not place or said[place - 1] != "--config"]
    command = next((word for word in spoken if word in COMMANDS), None)
    top = parser(command)
    try:
        args = top.parse_args(said)
    except SystemExit as stop:
        return int(stop.code or 0) if not isinstance(stop.code, str) else 2
    if args.command is None:
        top.print_help()
        return 2 if said else 0
    return int(_run(args))


def _run(args: argparse.Namespace) -> ExitCode:
    """Run one command; an error becomes one line on standard error and an exit code."""
    from pathlib import Path

    from linsang.commands.failures import failure_of
    from linsang.model.exit_code import ExitCode
    from linsang.settings import load_settings

    try:
        settings = load_settings(
            {name: getattr(args, name, None) for name in SPOKEN},
            config=Path(args.config) if args.config else None,
        )
        module = import_module(f"linsang.commands.{args.command}")
        code: ExitCode = module.run(args, settings)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("linsang: stopped", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush it again.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return ExitCode.PIPE_CLOSED
    except OSError as error:
        import errno
        import os

        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        print(
            f"linsang: standard output: {error.strerror}; make room and run again", file=sys.stderr
        )
        return ExitCode.OUTPUT
    except Exception as error:
        known = failure_of(error)
        if known is None:
            raise
        print(f"linsang: {error}", file=sys.stderr)
        return known
    return code


if __name__ == "__main__":
    sys.exit(main())
