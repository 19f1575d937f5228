"""Which errors are the user's to mend, and the exit code of each."""

from __future__ import annotations

from linsang.model.exit_code import ExitCode


def failure_of(error: Exception) -> ExitCode | None:
    """The exit code of an error that says all a user needs, or None for a fault of our own."""
    from linsang.connectors.problems import InputError, OutputError
    from linsang.policy.load import PolicyError
    from linsang.reference.lexicon import LexiconError
    from linsang.reference.rows import ReferenceDataError
    from linsang.reference.taxonomy import UnknownTaxonError
    from linsang.settings import SettingsError

    kinds: tuple[tuple[type[Exception], ExitCode], ...] = (
        (InputError, ExitCode.INPUT),
        (OutputError, ExitCode.OUTPUT),
        (SettingsError, ExitCode.SETTINGS),
        (PolicyError, ExitCode.POLICY),
        (LexiconError, ExitCode.REFERENCE),
        (ReferenceDataError, ExitCode.REFERENCE),
        (UnknownTaxonError, ExitCode.REFERENCE),
    )
    return next((code for kind, code in kinds if isinstance(error, kind)), None)
