"""The promises of a run, wherever its inputs and its results are: on a disk, in a store, or both."""

from __future__ import annotations

from typing import Any

import pytest
from tests.batch.conftest import ids, read_rows, write_rows
from tests.batch.test_kills import KILLED

from linsang.batch.object_lock import ObjectLock, object_holder, read_lease
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.problems import OutputError


class Places:
    """A folder for inputs and one for results, each on a disk or in a store."""

    def __init__(self, run, folder, objects, *, inputs: str, results: str) -> None:
        self._run, self._folder, self._objects = run, folder, objects
        where = {"disk": folder, "store": objects.path(f"runs/{folder.name}")}
        self.inputs, self.results = where[inputs] / "in", where[results] / "out"
        for place in (self.inputs, self.results.parent):
            place.mkdir(exist_ok=True)

    def put(self, name: str, rows: int, **how: Any) -> None:
        """An input with the numbers of its rows for ids."""
        local = self._folder / "row-by-row.jsonl"
        write_rows(local, rows, **how)
        (self.inputs / name).write_bytes(local.read_bytes())

    def run(self, name: str = "*.jsonl", out: str = "", **how: Any) -> dict[str, Any]:
        """A run over the inputs; *out* is another folder beside the usual one."""
        where = self.results if not out else self.results.parent / out
        ended: dict[str, Any] = self._run(
            self._told(self.inputs / name),
            out=f"{self._told(where)}/",
            kind="jsonl",
            endpoint=self._objects.endpoint,
            **how,
        )
        return ended

    def _told(self, place):
        return str(place) if isinstance(place, ObjectPath) else str(place.relative_to(self._folder))

    def contents(self, out: str = "") -> dict[str, bytes]:
        """Every file of the results, but for what says who wrote and when."""
        folder = self.results if not out else self.results.parent / out
        files = folder.files() if isinstance(folder, ObjectPath) else folder.rglob("*")
        return {
            str(one).removeprefix(str(folder)): one.read_bytes()
            for one in sorted(files)
            if one.is_file() and "/_record" not in str(one) and "/_lock" not in str(one)
        }

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the results, in order."""
        local = self._folder / "results-read"
        local.mkdir(exist_ok=True)
        for name, data in self.contents().items():
            if name.startswith("/part-"):
                (local / name[1:]).write_bytes(data)
        return read_rows(local)

    def remove_results(self) -> None:
        """As if nothing had been done."""
        found = self.results
        for one in found.files() if isinstance(found, ObjectPath) else found.rglob("*"):
            if one.is_file():
                one.unlink()


WAYS = [("disk", "disk"), ("store", "store"), ("disk", "store"), ("store", "disk")]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-to-{way[1]}")
def places(request, run, tmp_path, objects):
    """Inputs and results in every pair of places."""
    inputs, results = request.param
    return Places(run, tmp_path, objects, inputs=inputs, results=results)


def test_each_row_is_there_once(places):
    """
    Every row of every input is in the results, in order, and what is no listing beside them.
    """
    places.put("a.jsonl", 25, bad=(3,))
    places.put("b.jsonl", 25, first=25)
    ended = places.run()

    assert (ended["rows"], ended["rejected"], ended["problems"]) == (49, 1, [])
    assert ids(places.rows()) == [n for n in range(50) if n != 3]
    assert [name for name in places.contents() if "/part-" not in name] == []
    assert "/_rejected/part-00000-000000.rejected.jsonl" in places.contents()


def test_killed_anywhere_and_run_again(places):
    """
    At whatever point a run is killed, the next one leaves what an undisturbed one leaves.
    """
    places.put("a.jsonl", 24, bad=(4, 21))
    whole = places.run(out="undisturbed")
    for event in range(1, whole["events"] + 1, 4):
        assert places.run(kill_at=event) == KILLED
        again = places.run()

        assert (again["rows"], again["rejected"]) == (22, 2), event
        assert places.contents() == places.contents("undisturbed"), event
        places.remove_results()


def test_no_room_anywhere_and_run_again(places):
    """
    From whatever point on nothing can be written, it is told; once there is room, all is there.
    """
    places.put("a.jsonl", 24, bad=(4, 21))
    whole = places.run(out="undisturbed")
    for event in range(2, whole["events"] - 6, 7):
        told = places.run(full_from=event)["error"]
        again = places.run()

        assert "cannot be written: no space left on device" in told, event
        assert (again["rows"], again["rejected"]) == (22, 2), event
        assert places.contents() == places.contents("undisturbed"), event
        places.remove_results()


def test_a_run_goes_on_where_it_was(places):
    """
    What is recorded is not done again; what was killed again and again is whole in the end.
    """
    places.put("a.jsonl", 120)
    kills, ended = 0, KILLED
    while ended == KILLED:
        kills += 1
        ended = places.run(kill_at=50)

    assert kills > 1
    assert ended["earlier"] > 0
    assert ids(places.rows()) == list(range(120))


def test_a_changed_input_is_noticed(places):
    """
    An input that has other rows than when the run began is not screened half and half.
    """
    places.put("a.jsonl", 100)
    assert places.run(kill_at=40) == KILLED
    places.put("a.jsonl", 100, first=100)
    told = places.run()["error"]

    assert told.endswith("a.jsonl has changed since; start anew with --fresh, or write elsewhere")
    assert places.run(fresh=True)["rows"] == 100
    assert ids(places.rows()) == list(range(100, 200))


@pytest.mark.parametrize("harm", ["deleted", "cut", "exchanged"])
def test_a_shard_that_is_not_as_it_was_written(places, harm):
    """
    A shard that was harmed is told and screened again, and the others are not.
    """
    places.put("a.jsonl", 50)
    places.run()
    before = places.contents()
    shard = places.results / "part-00000-000002.jsonl"
    if harm == "deleted":
        shard.unlink()
    elif harm == "cut":
        shard.write_bytes(shard.read_bytes()[:-7])
    else:
        other = (places.results / "part-00000-000003.jsonl").read_bytes()
        shard.write_bytes(other)
    ended = places.run()

    assert ended["problems"][0].startswith(str(places.results))
    assert "part-00000-000002.jsonl " in ended["problems"][0]
    assert ended["problems"][0].endswith("its rows were screened again")
    assert ended["earlier"] == 40
    assert places.contents() == before


def test_shards_of_somebody_else_are_not_touched(places):
    """
    A folder that holds shards and no record of a run is not written into.
    """
    places.put("a.jsonl", 10)
    places.results.mkdir(exist_ok=True)
    (places.results / "part-00000-000007.parquet").write_bytes(b"theirs")
    told = places.run()["error"]

    assert "holds part-00000-000007.parquet and no record of a run" in told
    assert places.contents() == {"/part-00000-000007.parquet": b"theirs"}


def test_what_no_record_knows_is_gone_in_the_end(places):
    """
    A shard that was published and never recorded does not outlive the run.
    """
    places.put("a.jsonl", 60)
    assert places.run(kill_at=30) == KILLED
    (places.results / "part-00000-000099.jsonl").write_bytes(b"{}\n")
    (places.results / ".part-00000-000001.jsonl.abcd1234.part").write_bytes(b"half a sh")
    places.run()

    assert ids(places.rows()) == list(range(60))
    assert [name for name in places.contents() if "99" in name or ".part-" in name] == []


def test_a_watched_folder_in_a_store(run, objects, tmp_path):
    """
    Objects that come are screened once each, also across restarts.
    """
    folder = f"runs/{tmp_path.name}-watched"
    for number in range(2):
        local = write_rows(tmp_path / "rows.jsonl", 15, first=15 * number)
        objects.path(f"{folder}/in/{number}.jsonl").write_bytes(local.read_bytes())
        ended = run(
            out=f"{objects.path(folder)}/out/",
            watch=f"{objects.path(folder)}/in/",
            looks=3,
            endpoint=objects.endpoint,
            kind="jsonl",
        )

        assert (ended["rows"], ended["earlier"]) == (15 * number + 15, 15 * number)


def test_one_file_is_no_output_in_a_store(run, objects, tmp_path):
    """
    In a store results are shards, and who asks for one file is told so.
    """
    write_rows(tmp_path / "in.jsonl", 5)
    told = run("in.jsonl", out=f"{objects.path('one.parquet')}", endpoint=objects.endpoint)

    assert "a store takes a folder of shards; let it end in a slash" in told["error"]


# --- the lock of an output in a store ---------------------------------------------------------


def a_lock(objects, tmp_path, machine="here", **how):
    """A lock of one output, as a run on *machine* would take it."""
    quick = {"beat": 0.05, "silence": 0.6, "settle": 0.05, **how}
    return ObjectLock(
        objects.path(f"locks/{tmp_path.name}"), "s3://out/", tmp_path / machine, **quick
    )


def test_a_second_run_on_the_same_machine(objects, tmp_path):
    """
    The operating system knows who writes, and the second run is told at once.
    """
    with (
        a_lock(objects, tmp_path, silence=60),
        pytest.raises(OutputError, match="another run writes here \\(process"),
        a_lock(objects, tmp_path),
    ):
        pass


def test_a_second_run_on_another_machine(objects, tmp_path):
    """
    As long as the first is heard of, the second stays away.
    """
    with (
        a_lock(objects, tmp_path),
        pytest.raises(OutputError, match="another run writes here \\(process"),
        a_lock(objects, tmp_path, "elsewhere", silence=30),
    ):
        pass


def test_a_run_that_ends_leaves_no_lock(objects, tmp_path):
    """
    Whoever comes next need not wait.
    """
    folder = objects.path(f"locks/{tmp_path.name}")
    with a_lock(objects, tmp_path):
        held = object_holder(folder, tmp_path / "here")

    assert (held or "").startswith("process ")
    assert list(folder.files()) == []
    assert object_holder(folder, tmp_path / "here") is None


def test_a_silent_run_is_taken_over_and_notices(objects, tmp_path):
    """
    A run on another machine that was not heard of loses the output, and writes nothing more.
    """
    # It looks after the lock when it has something to record, and at no other time.
    with a_lock(objects, tmp_path, "elsewhere", beat=3600.0, silence=0.0) as first:
        first.check()
        # It is not heard of meanwhile.
        with a_lock(objects, tmp_path, silence=0.2) as second:
            with pytest.raises(OutputError, match="another run writes here"):
                first.check()
            second.check()


def test_a_dead_run_on_this_machine_is_no_obstacle(objects, tmp_path):
    """
    The lock that a killed run left in the store is taken over at once.
    """
    folder = objects.path(f"locks/{tmp_path.name}")
    with a_lock(objects, tmp_path):
        left = (folder / "_lock").read_bytes()
    (folder / "_lock").write_bytes(left)
    with a_lock(objects, tmp_path, silence=3600.0) as lock:
        lock.check()
    (folder / "_lock").write_bytes(b"half a ")

    assert read_lease(folder / "_lock") is None
