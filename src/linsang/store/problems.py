"""What can be wrong with a ledger: which, what happened, what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """Something is wrong with a ledger: which one, what was found, what to do.

    *ledger* is its file or its URL without the password.
    """

    def __init__(self, ledger: str, found: str, *, mend: str) -> None:
        self.ledger, self.found, self.mend = ledger, found, mend
        super().__init__(f"{ledger}: {found}; {mend}")


class LedgerMissingError(LedgerError):
    """There is no ledger where one was asked for."""


class LedgerUnavailableError(LedgerError):
    """The database did not answer for as long as was agreed to wait."""


class LedgerSchemaError(LedgerError):
    """The ledger's tables are older or newer than this Linsang, or no ledger's."""


class LedgerWriteError(LedgerError):
    """The ledger cannot be written: read-only, or no room. Nothing of the transaction was."""


class LedgerConflictError(LedgerError):
    """What is to be recorded contradicts what is recorded."""


class MissingDriverError(LedgerError):
    """The part that talks to this kind of database is not installed."""
