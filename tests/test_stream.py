"""JSON Lines in, JSON Lines out, while they come: answers do not wait for the end."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import sys

import pytest

from linsang.model.exit_code import ExitCode
from linsang.settings import Settings
from linsang.stream import screen_stream
from linsang.testing.factories import a_screening

DEADLINE_SECONDS = 120.0
TIGER = {"id": "t", "title": "Genuine tiger skin for sale"}
LAMP = {"id": "l", "title": "Brass lamp"}


def lines(*rows: object) -> bytes:
    """Rows as JSON Lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


@pytest.fixture
def loaded(monkeypatch):
    """The shipped engine, loaded once for all tests of a process."""
    screening = a_screening()
    monkeypatch.setattr("linsang.compose.engine", lambda *_, **__: screening.engine)


class Unbuffered(io.BytesIO):
    """Bytes that have no file behind them."""


def stream(data: bytes, **how) -> tuple[list[dict[str, object]], ExitCode]:
    """Answers and exit code for *data*, through a real pipe."""
    columns = how.pop("columns", {})
    sink = io.BytesIO()
    out, into = os.pipe()
    with os.fdopen(out, "rb", buffering=0) as source:
        pid = os.fork() if len(data) > 60_000 else None
        if pid == 0:
            with os.fdopen(into, "wb") as writer:
                writer.write(data)
            os._exit(0)
        if pid is None:
            os.write(into, data)
        os.close(into)
        code = screen_stream(source, sink, Settings(**how), columns)
        if pid:
            os.waitpid(pid, 0)
    return [json.loads(line) for line in sink.getvalue().splitlines()], code


def test_each_line_gets_its_answer_in_order(loaded):
    """
    Every listing that comes in is answered by one line, in the order in which they came.
    """
    rows = [{**LAMP, "id": str(number)} for number in range(50)]
    answers, code = stream(lines(*rows), batch_rows=7)

    assert [row["id"] for row in answers] == [str(number) for number in range(50)]
    assert code is ExitCode.DONE


def test_a_last_line_without_newline_is_answered(loaded):
    """
    The last line counts whether or not it ends in a newline.
    """
    answers, _ = stream(lines(LAMP, TIGER)[:-1])

    assert [row["id"] for row in answers] == ["l", "t"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(b"not json", "not JSON", id="no-json"),
        pytest.param(b'{"title": "x"}', "no 'id'", id="no-id"),
        pytest.param(b"[1]", "a list", id="list"),
        pytest.param(b'{"id": "x", "title": {"a": 1}}', "an object", id="nested"),
    ],
)
def test_a_bad_line_is_told_and_the_others_answered(loaded, capsys, bad, reason):
    """
    A line that is no listing is told with its number; the stream goes on.
    """
    answers, code = stream(lines(LAMP) + bad + b"\n" + lines(TIGER))
    told = capsys.readouterr().err

    assert [row["id"] for row in answers] == ["l", "t"]
    assert code is ExitCode.ROWS_REJECTED
    assert "line 2" in told
    assert reason in told


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n\n  \n", id="blank-lines"),
    ],
)
def test_an_empty_stream_has_no_answers(loaded, data):
    """
    Nothing in, nothing out, and nothing wrong.
    """
    assert stream(data) == ([], ExitCode.DONE)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + lines(LAMP), id="byte-order-mark"),
        pytest.param(lines(LAMP).replace(b"\n", b"\r\n"), id="windows-line-ends"),
        pytest.param(b"\n" + lines(LAMP) + b"\n", id="blank-lines-between"),
        pytest.param(b'{"id": "l", "title": "br\xffss"}\n', id="broken-utf8"),
        pytest.param(b'{"id": "l", "title": "a\\u0000b\\ud800"}\n', id="nul-and-half-a-pair"),
        pytest.param(b'{"id": "l", "title": "x", "price": NaN}\n', id="no-number"),
        pytest.param(b'{"id": "l", "title": null}\n', id="null"),
    ],
)
def test_lines_as_programs_write_them(loaded, data):
    """
    What can be mended is mended, and answered.
    """
    answers, code = stream(data)

    assert [row["id"] for row in answers] == ["l"]
    assert code is ExitCode.DONE


def test_columns_can_be_renamed_and_carried(loaded):
    """
    A stream takes the same --map and --carry as files.
    """
    (answer,), _ = stream(
        lines({"sku": "1", "name": "Genuine tiger skin for sale"}),
        columns={"id": "sku", "title": "name"},
        carry=("sku",),
    )

    assert (answer["id"], answer["sku"], answer["outcome"]) == ("1", "1", "restrict")


def test_what_is_no_pipe_is_read_too(loaded):
    """
    A stream without a file behind it is read to its end and answered.
    """
    sink = io.BytesIO()
    screen_stream(Unbuffered(lines(LAMP, TIGER)), sink, Settings(), {})

    assert len(sink.getvalue().splitlines()) == 2


def test_a_line_is_not_cut_where_the_pipe_cuts(loaded):
    """
    A line of a megabyte comes in many pieces and is one line.
    """
    long = {"id": "x", "title": "lamp", "description": "象 " * 200_000 + "genuine tiger skin"}
    answers, _ = stream(lines(long, TIGER))

    assert [row["id"] for row in answers] == ["x", "t"]
    assert answers[0]["outcome"] != "no_action"


# --- a real process ---------------------------------------------------------------------------


class Filter:
    """`linsang screen -` as somebody's pipe would run it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linsang", "screen", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self._rest = b""

    def say(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def answer(self) -> dict[str, object]:
        """The next line, or a failure at the deadline."""
        assert self.process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_SECONDS)
            assert ready, "no answer although the input is paused"
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            assert chunk, "the stream ended"
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        row: dict[str, object] = json.loads(line)
        return row


def test_answers_come_while_the_input_pauses():
    """
    Whoever pipes listings in as they appear gets each answer before sending the next.
    """
    a_screening()
    one = Filter()
    with one.process:
        for number in range(3):
            one.say(lines({**TIGER, "id": str(number)}))
            assert one.answer()["id"] == str(number)
        one.say(lines(LAMP) + lines(TIGER)[:-5])
        assert one.answer()["id"] == "l"
        one.say(lines(TIGER)[-5:])
        assert one.answer()["id"] == "t"
        one.say(b'{"id": "last", "title": "Brass lamp"}')
        assert one.process.stdin is not None
        one.process.stdin.close()
        assert one.answer()["id"] == "last"
        assert one.process.wait(DEADLINE_SECONDS) == 0


def test_a_reader_who_leaves_ends_the_stream_quietly():
    """
    `linsang screen - | head` ends without a traceback.
    """
    a_screening()
    one = Filter()
    with one.process:
        one.say(lines(LAMP))
        one.answer()
        assert one.process.stdout is not None
        assert one.process.stdin is not None
        one.process.stdout.close()
        one.say(lines(LAMP))
        one.process.stdin.close()
        code = one.process.wait(DEADLINE_SECONDS)
        assert one.process.stderr is not None
        told = one.process.stderr.read()

    assert code == ExitCode.PIPE_CLOSED
    assert b"Traceback" not in told
