"""Which errors are the user's to mend, and the exit code of each."""

from __future__ import annotations

from linsang.model.exit_code import ExitCode


def failure_of(error: Exception) -> ExitCode | None:
    """The exit code of an error that says all a user needs, or None for a fault of our own."""
    from linsang.batch.cluster import MissingClusterError
    from linsang.connectors.problems import InputError, OutputError
    from linsang.image import MissingPicturesError
    from linsang.models.folder import ModelError
    from linsang.policy.load import PolicyError
    from linsang.reference.lexicon import LexiconError
    from linsang.reference.rows import ReferenceDataError
    from linsang.reference.taxonomy import UnknownTaxonError
    from linsang.settings import SettingsError
    from linsang.store.problems import LedgerError, MissingDriverError

    kinds: tuple[tuple[type[Exception], ExitCode], ...] = (
        (InputError, ExitCode.INPUT),
        (OutputError, ExitCode.OUTPUT),
        (SettingsError, ExitCode.SETTINGS),
        (PolicyError, ExitCode.POLICY),
        (LexiconError, ExitCode.REFERENCE),
        (ReferenceDataError, ExitCode.REFERENCE),
        (ModelError, ExitCode.REFERENCE),
        (UnknownTaxonError, ExitCode.REFERENCE),
        (MissingClusterError, ExitCode.MISSING_EXTRA),
        (MissingDriverError, ExitCode.MISSING_EXTRA),
        (MissingPicturesError, ExitCode.MISSING_EXTRA),
        (LedgerError, ExitCode.LEDGER),
    )
    return next((code for kind, code in kinds if isinstance(error, kind)), None)
