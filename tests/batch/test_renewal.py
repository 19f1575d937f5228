"""Earlier results brought up to date: as little as can be is read again, and each reason is told."""

from __future__ import annotations

import json

import pytest

from linsang import cli
from linsang.batch.renewal import RenewalRun
from linsang.samples import listings_path
from linsang.settings import Settings

SAID = ("outcome", "rules", "taxa", "appendices", "trade_terms", "findings")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """The sample listings as they were screened, in one file and in shards."""
    folder = tmp_path_factory.mktemp("earlier")
    source = folder / "listings.jsonl"
    source.write_bytes(listings_path().read_bytes())
    for out in ("results.jsonl", "shards/"):
        said = ["screen", str(source), "--out", f"{folder}/{out}", "--carry", "seller_id"]
        assert cli.main([*said, "--format", "jsonl", "--quiet"]) == 0
    return folder


def rescreen(*said: object) -> int:
    """The exit code of the command."""
    return cli.main(["rescreen", *map(str, said)])


def read(path):
    """The rows of a result file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def another_model(monkeypatch):
    """As if another model were shipped since."""
    for module in ("rescreened", "result_rows"):
        monkeypatch.setattr(f"linsang.operations.{module}.model_version", lambda: "another-model")


def test_nothing_changed_and_nothing_changes(earlier, tmp_path, capsys):
    """
    Under the same policy, words and model every row stays as it was, to the byte.
    """
    assert rescreen(earlier / "results.jsonl", "--out", tmp_path / "today.jsonl") == 0

    assert (tmp_path / "today.jsonl").read_bytes() == (earlier / "results.jsonl").read_bytes()
    assert capsys.readouterr().out.endswith("0 come out otherwise than they did\n")


def test_a_change_of_policy_is_decided_without_the_texts(earlier, tmp_path, capsys):
    """
    What was found is decided again, and comes out as if every text had been screened anew.
    """
    said = ["--policy", "coalition+gb", "--out"]
    assert rescreen(earlier / "results.jsonl", *said, tmp_path / "today.jsonl") == 0
    told = capsys.readouterr().out
    anew = [str(earlier / "listings.jsonl"), *said, str(tmp_path / "anew.jsonl"), "--quiet"]
    assert cli.main(["screen", *anew]) == 0
    before, today, new = (
        read(path)
        for path in (earlier / "results.jsonl", tmp_path / "today.jsonl", tmp_path / "anew.jsonl")
    )

    assert "no text has to be read: what was found is enough" in told
    assert [[row[name] for name in SAID] for row in today] == [
        [row[name] for name in SAID] for row in new
    ]
    assert [row["seller_id"] for row in today] == [row["seller_id"] for row in before]
    for then, now in zip(before, today, strict=True):
        if not then["findings"]:
            assert now == then
        else:
            assert now["policy_version"] == new[0]["policy_version"]
            assert now["decision_id"].startswith(f"{then['decision_id']}-r")
    assert len({row["decision_id"] for row in today}) == len(today)


def test_another_model_is_told_before_anything_is_written(earlier, tmp_path, capsys, monkeypatch):
    """
    Without the texts nothing is guessed: how many have to be read, and why, is said.
    """
    another_model(monkeypatch)
    code = rescreen(earlier / "results.jsonl", "--out", tmp_path / "today.jsonl")
    said = capsys.readouterr()

    assert code == 4
    assert "read: 300 of every listing, since scores were of " in said.out
    assert "are of another-model" in said.out
    assert "have to be read again; name the files they came from with --input" in said.err
    assert list(tmp_path.iterdir()) == []


def test_what_was_read_again_need_not_be_read_a_second_time(earlier, tmp_path, capsys, monkeypatch):
    """
    With the texts at hand everything is brought up to date, once.
    """
    another_model(monkeypatch)
    texts = ["--input", earlier / "listings.jsonl"]
    assert rescreen(earlier / "shards/", *texts, "--out", f"{tmp_path}/today/", "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert rescreen(f"{tmp_path}/today/", "--plan", "--json") == 0
    second = json.loads(capsys.readouterr().out)

    assert (first["read_again"], first["changed"]) == (300, 0)
    assert (second["read_again"], second["reasons"]) == (0, [])


def test_a_policy_that_nobody_has_any_more(earlier, tmp_path, capsys):
    """
    Where the rules of then are unknown, those that triage does not answer for are asked anew.
    """
    rows = read(earlier / "results.jsonl")
    lines = [json.dumps({**row, "policy_version": "ours@7"}) for row in rows]
    (tmp_path / "old.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert rescreen(tmp_path / "old.jsonl", "--plan", "--json") == 0
    told = json.loads(capsys.readouterr().out)

    assert told["read_again"] == sum(not row["findings"] for row in rows)
    assert {one["scope"] for one in told["reasons"]} == {"listings that nobody looked at"}


@pytest.mark.parametrize("rows", [slice(0, 299), slice(1, 300), slice(0, 150)])
def test_texts_of_others_are_refused(earlier, tmp_path, capsys, monkeypatch, rows):
    """
    Results and listings that do not belong together row for row are never mixed.
    """
    another_model(monkeypatch)
    lines = (earlier / "listings.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "some.jsonl").write_text("".join(lines[rows]), "utf-8")
    texts = ["--input", tmp_path / "some.jsonl"]
    code = rescreen(earlier / "results.jsonl", *texts, "--out", tmp_path / "today.jsonl")

    assert code == 4
    assert "these are not the results of the inputs that were named" in capsys.readouterr().err
    assert not (tmp_path / "today.jsonl").exists()


def test_a_run_that_was_stopped_goes_on(earlier, tmp_path):
    """
    Files that are done stay done, and the whole is what an undisturbed run leaves.
    """
    results = tmp_path / "then"
    results.mkdir()
    lines = (earlier / "results.jsonl").read_text("utf-8").splitlines(keepends=True)
    for number in range(3):
        part = lines[100 * number : 100 * number + 100]
        (results / f"part-{number}.jsonl").write_text("".join(part), "utf-8")

    def run(out):
        return RenewalRun(
            results=(str(results),),
            settings=Settings(policy="coalition+gb"),
            old_policy=lambda _: None,
            inputs=(str(earlier / "listings.jsonl"),),
            out=f"{tmp_path}/{out}/",
            kind="jsonl",
        )

    def stop(told):
        if told.rows > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("stopped").run(on_progress=stop)
    done = [path.name for path in sorted((tmp_path / "stopped").glob("part-*"))]
    told = run("stopped").run()
    run("whole").run()

    assert done == ["part-00000-000000.jsonl"]
    assert told.rows == 300
    assert {path.name: path.read_bytes() for path in (tmp_path / "stopped").glob("part-*")} == {
        path.name: path.read_bytes() for path in (tmp_path / "whole").glob("part-*")
    }
