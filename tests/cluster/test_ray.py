"""A run on three Ray nodes, of which the one that works and the one that records are killed.

Needs the extra `cluster`, which pins an older pyarrow than the rest: ``make test-cluster`` runs
it in an environment of its own, in six minutes or so.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.object_store import CREDENTIALS, ObjectServer

# A free port is found by taking one.
pytestmark = [pytest.mark.cluster, pytest.mark.enable_socket]

ROWS, SHARD_ROWS = 60_000, 2_000

DRIVER = """
import os, sys
from linsang.batch import ScreeningRun
from linsang.settings import Settings

def told(shard):
    print("shard", shard.index, flush=True)
    sys.stdin.readline()

source, out, address = sys.argv[1:]
settings = Settings(shard_rows={shard_rows}, batch_rows=500)
run = ScreeningRun(
    inputs=(source,), out=out, settings=settings, engine="ray", ray_address=address
)
summary = run.run(on_shard=told)
print("ended", summary.rows, summary.earlier_rows, flush=True)
"""
NODES = """
import json, sys
import ray
ray.init(address=sys.argv[1], log_to_driver=False)
print(json.dumps([
    {"alive": node["Alive"], "socket": node["RayletSocketName"]}
    for node in ray.nodes()
]))
"""


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Cluster:
    """A head that does no work and two nodes with a processor each, all on the loopback."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self.environment = {
            **os.environ,
            # Only who knows it may join or give work: the ports are open to the network.
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": endpoint,
        }
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the nodes, one after the other."""
        port = self.address.partition(":")[2]
        self._start("--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false")
        for _ in range(2):
            self._start(f"--address={self.address}", "--num-cpus=1")

    def _start(self, *said: str) -> None:
        command = [str(Path(sys.executable).parent / "ray"), "start", "--block", *said]
        common = ["--node-ip-address=127.0.0.1", "--disable-usage-stats"]
        log = (self._folder / f"node-{len(self._started)}.log").open("wb")
        with log:
            self._started.append(
                subprocess.Popen(
                    ["timeout", "-k", "5", "1200", *command, *common],
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        wanted = len(self._started)
        for _ in range(60):
            if len([node for node in self.nodes() if node["alive"]]) == wanted:
                return
        pytest.fail(f"node {wanted} did not join: {Path(log.name).read_text('utf-8')[-2000:]}")

    def nodes(self) -> list[dict[str, Any]]:
        """Ray's own table of nodes."""
        done = self.python(NODES, self.address)
        out, _ = done.communicate(timeout=120)
        return json.loads(out.splitlines()[-1]) if not done.returncode and out else []

    def python(self, script: str, *said: str) -> subprocess.Popen[str]:
        """A process of ours that may talk to the cluster."""
        with (self._folder / "stderr.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", script, *said],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def raylets(self) -> dict[str, int]:
        """The process of each node, by the socket under which the table has it."""
        found = processes()
        return {
            socket_of(found[pid]): pid
            for one in self._started
            for pid in descendants(one.pid)
            if "/raylet" in found.get(pid, "").split("\0")[0]
        }

    def stop(self) -> None:
        """End every process that was started here, and no other."""
        for one in self._started:
            for pid in [*descendants(one.pid), one.pid]:
                with_signal(pid)
            one.wait()


def processes() -> dict[int, str]:
    """The command line of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found[int(path.parent.name)] = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
    return found


def descendants(pid: int) -> list[int]:
    """The processes below one, the youngest first."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [one for child in map(int, children) for one in [*descendants(child), child]]


def with_signal(pid: int) -> None:
    """Kill a process that may have ended already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def next_shard(driver: subprocess.Popen[str]) -> None:
    """Wait until another shard is recorded; Ray has things to say in between."""
    assert driver.stdout is not None
    while not (line := driver.stdout.readline()).startswith("shard"):
        assert line, "the driver has ended"


def worked(pid: int) -> int:
    """How long a process has kept a processor busy, in ticks."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    except OSError:
        return 0


def socket_of(command: str) -> str:
    """The socket that a raylet was told to listen on."""
    said = command.partition("--raylet_socket_name=")[2]
    return said.partition("\0")[0]


@pytest.fixture
def cluster(_ray: None, tmp_path: Path, objects: ObjectServer) -> Iterator[Cluster]:
    """Three nodes."""
    made = Cluster(tmp_path, objects.endpoint)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.mark.parametrize("where", ["disk", "store"])
def test_a_node_and_the_driver_are_killed(
    cluster: Cluster, tmp_path: Path, objects: ObjectServer, where: str
) -> None:
    """
    Whichever machine dies, the one that works or the one that records, each row is there once.
    """
    folder = tmp_path if where == "disk" else objects.path("cluster")
    source, out = folder / "in.parquet", f"{folder}/out/"
    titles = ["Genuine tiger skin for sale" if n % 50 == 0 else "Sofa" for n in range(ROWS)]
    table = pa.table({"id": [str(n) for n in range(ROWS)], "title": titles})
    data = io.BytesIO()
    pq.write_table(table, data, row_group_size=SHARD_ROWS)
    source.write_bytes(data.getvalue())
    script = DRIVER.format(shard_rows=SHARD_ROWS)

    driver = cluster.python(script, str(source), out, cluster.address)
    assert driver.stdin is not None
    next_shard(driver)
    # One worker was asked for, and it has read the reference data: its node has worked most.
    socket_name, raylet = max(
        cluster.raylets().items(), key=lambda node: max(map(worked, descendants(node[1])))
    )
    for pid in [raylet, *descendants(raylet)]:
        with_signal(pid)
    for _ in range(3):
        driver.stdin.write("\n")
        driver.stdin.flush()
        next_shard(driver)
    after = cluster.nodes()
    driver.kill()
    driver.communicate()
    again = cluster.python(script, str(source), out, cluster.address)
    said, _ = again.communicate("\n" * 1000, timeout=600)
    shards = sorted(one for one in (folder / "out").iterdir() if one.name.startswith("part-"))
    tables = [pq.read_table(io.BytesIO(one.read_bytes())) for one in shards]
    rows = pa.concat_tables(tables).select(["id", "decision_id"]).to_pydict()

    assert [node["socket"] for node in after if not node["alive"]] == [socket_name]
    assert len(after) == 3
    assert said.splitlines()[-1].startswith(f"ended {ROWS} ")
    assert said.splitlines()[-1] != f"ended {ROWS} 0"
    assert [int(one) for one in rows["id"]] == list(range(ROWS))
    assert len(set(rows["decision_id"])) == ROWS


def test_the_command_line_reaches_a_cluster(
    cluster: Cluster, tmp_path: Path, objects: ObjectServer
) -> None:
    """
    ``linsang screen --engine ray`` takes from a store and a disk, and is told as any other run.
    """
    rows = {"id": [str(n) for n in range(40)], "title": ["Tiger skin for sale", "Sofa"] * 20}
    data = io.BytesIO()
    pq.write_table(pa.table(rows), data, row_group_size=10)
    for source in (tmp_path / "in.parquet", objects.path("line/in.parquet")):
        source.write_bytes(data.getvalue())
    out, script = (
        f"{tmp_path}/out/",
        "import sys; from linsang.cli import main; sys.exit(main(sys.argv[1:]))",
    )
    said = ("--engine", "ray", "--ray-address", cluster.address, "--workers", "2")
    inputs = (f"{tmp_path}/in.parquet", f"{objects.path('line')}/*.parquet")
    run = cluster.python(script, "screen", *inputs, "--out", out, *said)
    run.communicate(timeout=600)
    asked = cluster.python(script, "screen", "--status", out)
    status = json.loads(asked.communicate(timeout=120)[0])

    assert run.returncode == 0, (tmp_path / "stderr.log").read_text("utf-8")[-2000:]
    assert (status["whole"], status["rows"], status["ended"]) == (True, 80, 2)
    assert pq.read_table(out, columns=["id"]).column("id").to_pylist() == rows["id"] * 2
