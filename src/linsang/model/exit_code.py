"""How a command ended, in one number that a script can act on."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """What the command line returns to the shell, and what each number means.

    Whether a listing is prohibited is in the results, never in the exit code:
    a run that found ten thousand offers of ivory has succeeded.

    >>> ExitCode.ROWS_REJECTED, int(ExitCode.ROWS_REJECTED)
    (<ExitCode.ROWS_REJECTED: 3>, 3)
    >>> ExitCode.USAGE.meaning
    'The command line was not understood.'
    """

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    DONE = 0, "Everything that was asked for was done."
    CHECK_FAILED = 1, "A check found something to mend, and said where."
    USAGE = 2, "The command line was not understood."
    ROWS_REJECTED = 3, "The run finished; some rows were no listings and lie in the rejected file."
    INPUT = 4, "An input is missing, empty of files, or broken off."
    OUTPUT = 5, "An output could not be written; nothing half-written was left under its name."
    SETTINGS = 6, "A settings file or an environment variable is wrong."
    POLICY = 7, "The policy could not be found or loaded."
    REFERENCE = 8, "Reference data or a private layer could not be loaded."
    INCOMPLETE = 9, "The run finished; a detector failed on some listings, which went to review."
    MISSING_EXTRA = 10, "The command needs an optional part that is not installed."
    LEDGER = 11, "A ledger could not be reached, read or written; what it holds is kept."
    INTERNAL = 70, "A fault of Linsang itself; please report it."
    INTERRUPTED = 130, "Stopped from the keyboard."
    PIPE_CLOSED = 141, "Whoever read the output stopped reading."
