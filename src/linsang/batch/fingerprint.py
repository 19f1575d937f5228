"""What is in an input, so that another file under its name is noticed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from linsang.connectors.hidden import digest_of
from linsang.connectors.problems import InputError


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The size and digest of a file, and what the system said of it as they were taken."""

    size: int
    sha256: str
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read the whole file; no clock says as surely whether it is still the same."""
        try:
            stat = path.stat()
            return cls(stat.st_size, digest_of(path), stat.st_mtime_ns)
        except OSError as error:
            raise InputError(
                str(path), f"cannot be read: {error.strerror}", mend="check the name and its rights"
            ) from error

    def check_unmoved(self, path: Path) -> None:
        """Raise InputError if the file was written to since."""
        try:
            stat: os.stat_result | None = path.stat()
        except OSError:
            stat = None
        if stat is None or (stat.st_size, stat.st_mtime_ns) != (self.size, self.modified_ns):
            raise InputError(
                str(path),
                "it changed while it was read",
                mend="let whoever writes it finish, and start anew with --fresh",
            )
