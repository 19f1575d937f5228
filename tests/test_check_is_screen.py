"""`check` and `screen` are one path: the same text gets the same answer from both."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from linsang.cli import main
from linsang.compose import check
from linsang.model.decision import Outcome
from linsang.model.listing import Money
from linsang.operations.result_rows import described, result_rows
from linsang.testing.factories import a_batch, a_listing, a_screening, checked

TEXTS = (
    "Genuine tiger claw pendant, DM for price",
    "出售象牙手镯，私聊",
    "Bán ngà voi thật, giá 5tr",
    "Продам слоновую кость, 3 кг",
    "للبيع عاج فيل أصلي",
    "हाथी दाँत बेचना है",
    "ขายงาช้างแท้ ทักแชท",
    "코끼리 상아 팝니다",
    "本物の象牙の印鑑",
    "Jual sisik trenggiling, nego",
    "Tierpräparat: Leopardenfell, echt",
    "Vendo loro gris africano con papeles",
    "t i g e r  c l a w s, DM",
    "Brass lamp",
    "Tiger Balm, 30 g, red",
    "🐅🦴 ask",
    "x" * 5000 + " tiger skin",
    "tiger\x1eskin",
)
SAME = (
    "outcome",
    "prohibited",
    "wildlife",
    "taxa",
    "appendices",
    "trade_terms",
    "rules",
    "findings",
)


@pytest.fixture
def loaded(monkeypatch):
    """The shipped engine, loaded once for all tests of a process."""
    screening = a_screening()
    monkeypatch.setattr("linsang.compose.engine", lambda *_, **__: screening.engine)
    return screening


@pytest.mark.parametrize("text", [pytest.param(text, id=str(n)) for n, text in enumerate(TEXTS)])
def test_check_and_screen_give_the_same_answer(text):
    """
    Outcome, scores, rules and quotes of one text are the same from both doors, where triage
    looked; a row that triage cleared is one that `check` leaves alone too.
    """
    screening = a_screening(many=True)
    screened = screening.screen(a_batch(*TEXTS))
    rows = result_rows(
        screened,
        reference_version=screening.engine.reference_version,
        policy_version=screening.policy.label,
        taxonomy=screening.engine.taxonomy,
    ).to_pylist()
    row = rows[TEXTS.index(text)]
    alone = described(checked(text), screening.engine.taxonomy)

    assert row["outcome"] == alone["outcome"]
    if TEXTS.index(text) in screened.triaged.look_closer:
        assert {name: row[name] for name in SAME} == {name: alone[name] for name in SAME}


def test_the_json_of_check_is_a_result_row(loaded, capsys):
    """
    `check --json` prints what a result file would hold.
    """
    code = main(["check", "--json", TEXTS[0]])
    row = json.loads(capsys.readouterr().out)
    screened = result_rows(
        loaded.screen(a_batch(TEXTS[0])),
        reference_version=loaded.engine.reference_version,
        policy_version=loaded.policy.label,
        taxonomy=loaded.engine.taxonomy,
    ).to_pylist()[0]

    assert code == 0
    assert list(row) == list(screened)
    assert {name: row[name] for name in SAME} == {name: screened[name] for name in SAME}


def test_check_of_a_listing_judges_all_of_it():
    """
    A listing that is checked from Python is judged with its description, tags and seller's words.
    """
    whole = a_listing(
        "Pendant", description="real tiger claw", price=Money.parse("20", "EUR"), brand="none"
    )

    assert check(whole, screening=a_screening()).decision.outcome is not Outcome.NO_ACTION


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"tags": ("genuine tiger skin",)}, id="tags"),
        pytest.param({"language": "de"}, id="language"),
        pytest.param({"platform": "market-b", "id": "market-b:1"}, id="platform"),
        pytest.param({"ships_from": "KE"}, id="ships-from"),
    ],
)
def test_check_of_a_listing_leaves_nothing_out(change):
    """
    What is asked about a listing is answered about that listing, with every field of it.
    """
    listing = replace(a_listing("Pendant"), **change)

    assert check(listing, screening=a_screening()).listing == listing


def test_half_a_character_is_answered():
    """
    A text with half a surrogate pair, as programs cut them, is answered from Python too.
    """
    assert checked("tiger skin \ud800 for sale").decision.outcome is not Outcome.NO_ACTION


COLD = """
import sys, time
started = time.perf_counter()
from linsang.cli import main
code = main(["check", "--json", sys.argv[1]])
loaded = sorted(name for name in ("numba", "torch", "sklearn", "transformers") if name in sys.modules)
print(loaded, file=sys.stderr)
print(time.perf_counter() - started, file=sys.stderr)
sys.exit(code)
"""


def cold(text):
    """A check in a process of its own: its row, what it loaded, how long it took."""
    done = subprocess.run(
        [sys.executable, "-c", COLD, text], capture_output=True, text=True, check=True, timeout=120
    )
    loaded, seconds = done.stderr.splitlines()[-2:]
    return json.loads(done.stdout), loaded, float(seconds)


def test_a_cold_check_needs_no_compiler_and_no_model():
    """
    One text is checked without numba or a language model, and the answer is the warm one.
    """
    a_screening()
    row, loaded, _ = cold(TEXTS[0])
    warm = described(checked(TEXTS[0]), a_screening().engine.taxonomy)

    assert loaded == "[]"
    assert {name: row[name] for name in SAME} == {name: warm[name] for name in SAME}


def test_a_second_check_reads_what_the_first_compiled():
    """
    Once the vocabulary is compiled, a check takes seconds at most: a loose bound that a
    recompilation would break.
    """
    cold(TEXTS[0])
    _, _, seconds = cold(TEXTS[-1])

    assert seconds < 15.0
