"""``linsang screen --record`` and ``linsang ledger``: what is kept, counted, labelled and shown."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from linsang.cli import main
from linsang.model.exit_code import ExitCode
from linsang.store import schema
from linsang.store.address import address
from linsang.store.database import Database
from linsang.store.sql_ledger import SqlLedger

# Invented, like everything here; none of it may leave the ledger.
WORDS = ("genuine", "Quennell", "555 0100", "quennell@example.org", "@quennell", "example.org")
HELD = "genuine tiger claw pendant, ask Mrs Quennell on 555 0100 or quennell@example.org"


def rows():
    """Sixty lamps and six claws."""
    for number in range(66):
        claw = number % 11 == 5
        yield {
            "id": f"@quennell-{number}",
            "platform": "market",
            "title": HELD if claw else f"Brass lamp number {number}",
            "url": "https://example.org/quennell",
            "seller_id": "quennell",
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A ledger and the results beside it, as `linsang screen --record` made them."""
    folder = tmp_path_factory.mktemp("made")
    home = tmp_path_factory.getbasetemp() / "home"
    source = folder / "listings.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows()), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        code = screen(source, folder / "results.jsonl", folder / "ledger.db")

    assert code == ExitCode.DONE
    return folder


def screen(source, out, ledger, audit_rate="0.5"):
    words = ["--record", str(ledger), "--audit-rate", audit_rate, "--quiet"]
    return main(["screen", str(source), "--out", str(out), *words])


class Desk:
    """`linsang ledger` on a copy of that ledger, with the results beside it."""

    def __init__(self, path, results, capsys):
        self.path, self.results, self._capsys = path, results, capsys

    def __call__(self, *words):
        code = main(["ledger", *words])
        said = self._capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)


@pytest.fixture
def desk(made, tmp_path, capsys, monkeypatch):
    path = tmp_path / "ledger.db"
    shutil.copy(made / "ledger.db", path)
    monkeypatch.setenv("LINSANG_LEDGER", str(path))
    results = (made / "results.jsonl").read_text("utf-8").splitlines()
    return Desk(path, [json.loads(line) for line in results], capsys)


def lines(said):
    assert said.code == ExitCode.DONE, said.err
    return [json.loads(line) for line in said.out.splitlines()]


def test_what_is_not_let_go_is_kept_and_all_is_counted(desk):
    """
    Every decision to review or restrict is in the ledger under the id that its result has.
    """
    kept = {
        row["decision"]["id"]: row
        for row in map(_record, lines(desk("show", "--json", "--limit", "99")))
    }
    acted = [row for row in desk.results if row["outcome"] != "no_action"]
    stats = lines(desk("stats", "--json"))[0]

    assert len(acted) == 6
    assert {row["decision_id"] for row in acted} <= kept.keys()
    others = [
        row for name, row in kept.items() if name not in {one["decision_id"] for one in acted}
    ]
    assert 10 < len(others) < 50
    assert all(row["in_audit_sample"] and row["audit_rate"] == 0.5 for row in others)
    assert stats["listings"] == 66
    assert stats["outcomes"]["no_action"] == 60
    assert sum(sum(day.values()) for day in stats["by"]["day"].values()) == 66
    assert sum(stats["by"]["taxon"]["panthera-tigris"].values()) == 6


def _record(entry):
    return entry["record"]


def test_the_same_run_again_adds_nothing(made, desk, tmp_path):
    """
    A file that is screened again the same way is counted once.
    """
    before = desk("export").out

    assert screen(made / "listings.jsonl", tmp_path / "again.jsonl", desk.path) == ExitCode.DONE
    assert desk("export").out == before
    assert lines(desk("stats", "--json"))[0]["listings"] == 66


@pytest.mark.parametrize(
    ("audit_rate", "kept"), [pytest.param("0", 6, id="none"), pytest.param("1", 66, id="all")]
)
def test_the_audit_rate_is_what_was_asked_for(made, tmp_path, audit_rate, kept):
    """
    With rate 0 only what is not let go is kept, with rate 1 everything.
    """
    ledger = tmp_path / "new.db"
    screen(made / "listings.jsonl", tmp_path / "out.jsonl", ledger, audit_rate)

    with SqlLedger.open(str(ledger)) as opened:
        assert len(list(opened.entries())) == kept


def test_a_stream_is_recorded_too(tmp_path, monkeypatch, capsysbinary):
    """
    What is screened from a pipe is in the ledger as well, and each stream is a run of its own.
    """
    data = "".join(json.dumps(row) + "\n" for row in rows()).encode()
    for _ in range(2):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        main(["screen", "-", "--record", str(tmp_path / "ledger.db"), "--audit-rate", "0"])

    with SqlLedger.open(str(tmp_path / "ledger.db")) as ledger:
        history = [list(ledger.history(entry.decision.listing_id)) for entry in ledger.entries()]
        assert len(history) == 12
        assert all(len(one) == 2 and one[0].superseded_by for one in history)


def test_an_export_holds_no_personal_data(desk):
    """
    Nothing that the seller wrote leaves, nor a name, number, handle or address.
    """
    exported = desk("export")

    assert len(lines(exported)) > 6
    assert not [word for word in WORDS if word in exported.out]
    with_ids = lines(desk("export", "--with-listing-ids"))
    assert {row["listing_id"] for row in with_ids} <= {f"market:@quennell-{n}" for n in range(66)}
    assert {"title", "quote", "seller", "url"}.isdisjoint(with_ids[0])


def test_who_labelled_stays_inside(desk):
    """
    An export says that a person labelled or decided, and not which.
    """
    acted = desk.results[5]["decision_id"]
    desk("label", acted, "yes", "--by", "mod:quennell")
    (row,) = [row for row in lines(desk("export")) if row["decision_id"] == acted]

    assert row["labels"] == {"prohibited": True}
    assert "quennell" not in json.dumps(row)


def test_labels_become_a_prevalence(desk, tmp_path):
    """
    Labels of the audit sample, weighed by the exact counts, say how much there is.
    """
    assert "not known yet" in desk("stats").out
    given = lines(desk("show", "--unlabelled", "--json", "--limit", "99"))
    table = tmp_path / "labels.csv"
    table.write_text(
        "decision_id,label\n"
        + "".join(
            f"{one['record']['decision']['id']},"
            f"{'no' if one['record']['decision']['outcome'] == 'no_action' else 'yes'}\n"
            for one in given
        )
    )
    first, second = desk("label", "--from", str(table)), desk("label", "--from", str(table))

    assert first.out == f"{len(given)} labelled\n"
    assert second.out == f"0 labelled, {len(given)} as before\n"
    found = lines(desk("stats", "--json"))[0]["prevalence"]["prohibited"]
    assert found["value"] == pytest.approx(6 / 66)
    assert found["low"] <= found["value"] < found["high"] < 0.3
    assert desk("show", "--unlabelled").err.endswith("no such decision\n")


def test_what_is_given_out_to_label_is_in_random_order(desk):
    """
    Who labels from the top labels a random sample, and goes on tomorrow where it was left.
    """
    all_of_them = lines(desk("show", "--unlabelled", "--json", "--limit", "99"))
    order = [one["record"]["decision"]["id"] for one in all_of_them]
    first = [
        line.split()[0] for line in desk("show", "--unlabelled", "--limit", "4").out.splitlines()
    ]
    desk("label", order[0], "no")
    then = [
        line.split()[0] for line in desk("show", "--unlabelled", "--limit", "3").out.splitlines()
    ]

    assert first == order[:4]
    assert then == order[1:4]
    assert order != sorted(order)


def test_labels_that_are_none_are_told(desk, tmp_path, golden):
    """
    A table with one bad line labels nothing, and the line is named with what is allowed.
    """
    named = desk.results[5]["decision_id"]
    tables = {
        "misspelt.csv": f"decision_id,label\n{named},yes\n{named},yess\n",
        "no-id.csv": "decision_id,label\n,yes\n",
        "empty.csv": f"decision_id,label\n{named},\n",
        "columns.csv": "id,verdict\n1,yes\n",
        "nothing.csv": "",
        "about.csv": f"decision_id,label,about\n{named},yes,ivory\n",
        "unknown.csv": f"decision_id,label\n{named},yes\nd-nowhere-1,yes\nd-nowhere-2,no\n",
    }
    told = []
    for name, table in tables.items():
        (tmp_path / name).write_text(table)
        said = desk("label", "--from", str(tmp_path / name))
        told.append(f"{said.code} {said.err}".replace(f"{tmp_path}/", ""))
    told.append(desk("label", "--from", str(tmp_path / "none.csv")).err.replace(f"{tmp_path}/", ""))
    (tmp_path / "latin.csv").write_bytes(b"decision_id,label\n\xe9,yes\n")
    told.append(
        desk("label", "--from", str(tmp_path / "latin.csv")).err.replace(f"{tmp_path}/", "")
    )

    assert len(lines(desk("show", "--unlabelled", "--json", "--limit", "99"))) > 6
    golden("".join(told))


def test_one_decision_is_shown_with_its_reasons(desk):
    """
    A decision, by its id or its listing's, with words, rules, labels and its place in the record.
    """
    acted = desk.results[5]
    desk("label", acted["decision_id"], "yes")
    by_id, by_listing = desk("show", acted["decision_id"]), desk("show", "market:@quennell-5")

    assert by_id.out == by_listing.out
    for part in ("Mrs Quennell", "label     prohibited: yes", "audit rate 0.5", "Panthera tigris"):
        assert part in by_id.out
    assert desk("show", "d-nowhere-1").code == ExitCode.INPUT


def test_the_list_is_filtered(desk):
    """
    Decisions can be listed by outcome and day, the last first.
    """
    outcome = desk.results[5]["outcome"]

    assert len(desk("show", "--outcome", outcome, "--limit", "99").out.splitlines()) == 6
    assert desk("show", "--until", "2020-01-01").out == ""
    assert desk("show", "--since", "yesterday").code == ExitCode.USAGE


def test_slips_with_a_ledger_are_told(tmp_path, capsys, golden):
    """
    No ledger, a wrong one, or half a label: one line each that says what to do.
    """
    (tmp_path / "text.db").write_text("id,title\n" * 99)
    (tmp_path / "empty.db").touch()
    asked = [
        ["stats"],
        ["stats", "--ledger", str(tmp_path / "none.db")],
        ["stats", "--ledger", str(tmp_path / "text.db")],
        ["stats", "--ledger", str(tmp_path / "empty.db")],
        ["upgrade", "--ledger", str(tmp_path / "empty.db")],
        ["stats", "--ledger", "mysql://desk:secret@host/db"],
        ["label", "--ledger", str(tmp_path / "none.db"), "d-1"],
    ]
    told = []
    for words in asked:
        code = main(["ledger", *words])
        told.append(f"{code} {capsys.readouterr().err}".replace(f"{tmp_path}/", ""))

    assert not (tmp_path / "none.db").exists()
    golden("".join(told))


def test_an_older_ledger_is_upgraded_on_request(tmp_path, capsys):
    """
    A run on an older ledger stops and says how to upgrade; after that it goes on.
    """
    path = str(tmp_path / "ledger.db")
    database = Database(address(path), create=True)
    database.write(lambda connection: schema.upgrade(connection, path, to="0001"))
    database.close()

    assert main(["ledger", "stats", "--ledger", path]) == ExitCode.LEDGER
    assert f"linsang ledger upgrade --ledger {path}" in capsys.readouterr().err
    assert main(["ledger", "upgrade", "--ledger", path]) == ExitCode.DONE
    assert main(["ledger", "stats", "--ledger", path]) == ExitCode.DONE


def test_a_record_is_verified(desk):
    """
    A sound ledger says how many events it has; one that was edited says where.
    """
    sound = desk("verify")
    with SqlLedger.open(str(desk.path)) as ledger:
        ledger.database.write(
            lambda connection: [
                connection.exec_driver_sql(statement)
                for statement in (
                    "DROP TRIGGER decisions_no_update",
                    "UPDATE decisions SET outcome = 'no_action'",
                )
            ]
        )

    assert "1 events, all as sealed\nlast seal " in sound.out
    assert desk("verify").code == ExitCode.CHECK_FAILED


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch, capsys):
    """
    Who names a PostgreSQL without the extra is told which to install.
    """
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert main(["ledger", "stats", "--ledger", "postgresql://h/d"]) == ExitCode.MISSING_EXTRA
    assert 'pip install "linsang[postgres]"' in capsys.readouterr().err


def test_a_password_is_not_shown(monkeypatch, capsys):
    """
    The settings hide the ledger's address, which may hold a password.
    """
    monkeypatch.setenv("LINSANG_LEDGER", "postgresql://desk:secret@host/db")
    main(["settings"])

    assert "secret" not in capsys.readouterr().out


def test_who_records_nothing_waits_for_no_database_library():
    """
    `check` and help start without SQLAlchemy.
    """
    code = (
        "import sys\nfrom linsang.cli import main\nmain(['check', 'lamp'])\n"
        "main(['ledger', '--help'])\n"
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'alembic', 'psycopg')))"
    )
    finished = subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)

    assert finished.returncode == 0
