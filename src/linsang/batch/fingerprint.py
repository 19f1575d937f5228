"""What is in an input, so that another file under its name is noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from linsang.connectors.hidden import digest_of
from linsang.connectors.object_path import State
from linsang.connectors.places import FilePath, state_of
from linsang.connectors.problems import InputError, told_by_system


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one content from another, and what the system said of the file as it was taken.

    *digest* is the SHA-256 of a file on a disk; of an object, whose store knows by itself when
    it is another, it is the entity tag.
    """

    size: int
    digest: str
    modified_ns: int

    @classmethod
    def of(cls, path: FilePath) -> Self:
        """Read the whole of a file; no clock says as surely whether it is still the same."""
        try:
            state = state_of(path)
            return cls(state.size, _told(state) or digest_of(path), state.modified_ns)
        except OSError as error:
            raise InputError(
                str(path),
                f"cannot be read: {told_by_system(error)}",
                mend="check the name and its rights",
            ) from error

    def check_unmoved(self, path: FilePath) -> None:
        """Raise InputError if the file was written to since."""
        try:
            state = state_of(path)
        except OSError:
            state = State(-1, -1)
        if (state.size, state.modified_ns) != (self.size, self.modified_ns) or (
            state.tag and _told(state) != self.digest
        ):
            raise InputError(
                str(path),
                "it changed while it was read",
                mend="let whoever writes it finish, and start anew with --fresh",
            )


def _told(state: State) -> str:
    """What the store tells of a content, or nothing where only reading does."""
    return f"etag:{state.tag}" if state.tag else ""
