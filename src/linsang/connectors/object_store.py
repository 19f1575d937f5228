"""What a process needs to reach an S3-compatible store, made once and kept."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from linsang.setting_values import checked_endpoint
from linsang.settings import SettingsError

if TYPE_CHECKING:
    from pyarrow.fs import S3FileSystem

SCHEME: Final = "s3://"
# Those of every other client, the narrower one first.
_ENDPOINT_VARIABLES: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_CONNECT_SECONDS: Final = 10
# A server answers after it has copied a whole shard.
_ANSWER_SECONDS: Final = 120


def endpoint_said() -> str | None:
    """The server that the environment names; None is Amazon's own."""
    for name in _ENDPOINT_VARIABLES:
        if said := os.environ.get(name):
            try:
                return checked_endpoint(said)
            except ValueError as wrong:
                raise SettingsError(f"{name}: {wrong}") from None
    return None


@functools.lru_cache(maxsize=8)
def filesystem(endpoint: str | None) -> S3FileSystem:
    """The store at *endpoint*; credentials and region come from where every client takes them.

    That is the environment (``AWS_ACCESS_KEY_ID`` and so on), the files in ``~/.aws``, or what
    the machine was given. None of them passes through here.
    """
    from pyarrow.fs import S3FileSystem

    parts = urlsplit(endpoint) if endpoint else None
    return S3FileSystem(
        endpoint_override=parts.netloc if parts else None,
        scheme=parts.scheme if parts else "https",
        connect_timeout=_CONNECT_SECONDS,
        request_timeout=_ANSWER_SECONDS,
        # A small object is one request, and what fails is told where it is written.
        allow_delayed_open=True,
        background_writes=False,
    )
