"""A server on the loopback that speaks S3, for tests: nothing of it leaves the machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linsang.connectors.object_path import ObjectPath

BUCKET = "archive"
# What a client has to have; the server takes any.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIATESTTESTTEST",
    "AWS_SECRET_ACCESS_KEY": "verysecretverysecret",
    "AWS_DEFAULT_REGION": "us-east-1",
    # Nobody asks the machine's host for others.
    "AWS_EC2_METADATA_DISABLED": "true",
}
_SERVER = """
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class ObjectServer:
    """Where the server listens, and its process."""

    endpoint: str
    process: subprocess.Popen[bytes]

    def path(self, key: str) -> ObjectPath:
        """An object, or a folder of them, in the bucket that is there."""
        return ObjectPath(BUCKET, key.strip("/"), self.endpoint)


@contextlib.contextmanager
def object_server(folder: Path) -> Iterator[ObjectServer]:
    """Start a server with an empty bucket, and end it; this process gets the credentials."""
    os.environ.update(CREDENTIALS)
    with (
        (folder / "object-server.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-c", _SERVER],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "HOME": str(folder)},
        ) as process,
    ):
        try:
            assert process.stdout is not None
            endpoint = f"http://127.0.0.1:{int(process.stdout.readline())}"
            _make_bucket(endpoint)
            yield ObjectServer(endpoint, process)
        finally:
            process.kill()


def _make_bucket(endpoint: str) -> None:
    from pyarrow.fs import S3FileSystem

    S3FileSystem(
        endpoint_override=endpoint.removeprefix("http://"),
        scheme="http",
        allow_bucket_creation=True,
    ).create_dir(BUCKET)
