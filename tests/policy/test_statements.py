"""What a seller is told: why, by which rule, to what effect, how to object, and nobody's contact."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linsang.model.decision import Action, DecisionId, Outcome
from linsang.model.finding import Finding, FindingKind, Match, Span
from linsang.model.statement import Automation, Concern, Ground
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.policy.decide import decide
from linsang.policy.explain import explain
from linsang.policy.statement_text import as_text, spoken, statement_languages
from linsang.testing.factories import NOON, a_finding, a_screening, an_assessment, checked
from linsang.text.personal_data import MASK, without_personal_data

GB = "coalition+gb"
# One restricted by law, one held for a claim, one in code, one about gear, one about a plant.
CASES = {
    "law": ("Genuine elephant tusk, carved, 2 kg, WhatsApp +44 7700 900123", GB),
    "claim": ("African grey parrot, captive bred, with CITES certificate no. 123456", "coalition"),
    "code": ("“Ox bone” bangle, cross-hatched grain, heavy, see photo, PM price", "coalition"),
    "gear": ("Mist net 12 m for catching birds, delivery", "coalition"),
    "plant": ("Slipper orchids, dug in the mountains, 20 plants", "coalition"),
    "disguised": ("t!g3r  c l a w pendant, genuine", "coalition"),
}


def stated(text, policy="coalition"):
    one = checked(text, policy)
    screening = a_screening(policy)
    return explain(
        one.decision, one.assessment, screening.policy, screening.engine.taxonomy, issued_at=NOON
    )


@pytest.mark.parametrize("language", statement_languages())
def test_statements_read_like_this(language, golden):
    """
    A seller reads in plain words what was found, which rule, what it means and how to object.
    """
    golden(
        "\n".join(f"# {name}\n{as_text(stated(*case), language)}" for name, case in CASES.items())
    )


@pytest.mark.parametrize(
    ("case", "ground", "concern", "automation"),
    [
        pytest.param("law", Ground.ILLEGAL_CONTENT, Concern.IVORY, Automation.FULLY, id="law"),
        pytest.param("claim", Ground.INCOMPATIBLE_CONTENT, Concern.LIVE_ANIMAL,
                     Automation.PARTIALLY, id="claim"),
        pytest.param("gear", Ground.INCOMPATIBLE_CONTENT, Concern.GEAR, Automation.PARTIALLY,
                     id="gear"),
        pytest.param("plant", Ground.INCOMPATIBLE_CONTENT, Concern.PLANT, Automation.PARTIALLY,
                     id="plant"),
    ],
)  # fmt: skip
def test_what_a_statement_rests_on(case, ground, concern, automation):
    """
    A law is named as law only where it restricts; a review is a question for a person.
    """
    statement = stated(*CASES[case])

    assert statement.ground is ground
    assert concern in {one.concern for one in statement.provisions}
    assert statement.automated_decision is automation
    assert all(one.ground and one.rules for one in statement.provisions)


def test_only_what_led_to_the_outcome_is_cited():
    """
    A milder rule that also held is no reason for the restriction.
    """
    one = checked(*CASES["law"])
    statement = stated(*CASES["law"])
    cited = {rule for provision in statement.provisions for rule in provision.rules}

    assert cited == {
        fired.rule for fired in one.decision.fired if fired.outcome is Outcome.RESTRICT
    }
    assert statement.actions == (Action.HIDE,)


def test_who_went_free_is_told_nothing():
    """
    There is no statement about a listing that nothing was done to.
    """
    with pytest.raises(ValueError, match="nothing to state"):
        stated("Brass lamp")


def test_a_failed_detector_is_told():
    """
    Where a part of the check could not be made, the seller is told that a person looks.
    """
    screening = a_screening()
    one = checked("Brass lamp")
    blind = replace(one.decision, outcome=Outcome.REVIEW)
    statement = explain(
        blind, an_assessment(failed=["gear"]), screening.policy, screening.engine.taxonomy,
        issued_at=NOON,
    )  # fmt: skip

    assert "could not be made" in as_text(statement, "en")


def test_where_to_object():
    """
    A platform says where its sellers write to.
    """
    text = as_text(stated(*CASES["gear"]), "es", object_at="market.example/recurso")

    assert "market.example/recurso" in text


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (("zh-Hant", None), "zh-Hans"), (("pt-BR",), "pt"), (("ms",), "id"), ((None, "sw"), "sw"),
        (("ja",), "en"),
    ],
)  # fmt: skip
def test_the_nearest_language_is_spoken(tags, language):
    """
    Where there is no text in a seller's language, the nearest one is used, and then English.
    """
    assert spoken(*tags) == language


# --- no personal data -------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=7, max_size=12)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9)
SPACES = st.sampled_from(["", " ", "-", ".", " - ", "\u200b", "·", "/", ") "])
SCRIPTS = st.sampled_from(
    ["0123456789", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]
)


@st.composite
def telephones(draw):
    """A number as people write it: spaced, dotted, with hidden characters, in any digits."""
    digits, script = draw(DIGITS), draw(SCRIPTS)
    parts = [script[int(digit)] + draw(SPACES) for digit in digits]
    return draw(st.sampled_from(["+", "", "00", "("])) + "".join(parts).rstrip(" -./·)\u200b")


@st.composite
def contacts(draw):
    """Something that leads to a person, and what of it must not be read afterwards."""
    name, other = draw(WORD), draw(WORD)
    number = draw(DIGITS)
    kind = draw(st.integers(0, 9))
    if kind == 0:
        whole = draw(telephones())
        return whole, "".join(char for char in whole if char.isdigit())
    return [
        (f"{name}.{other}{number[:2]}@mail.example", name),
        (f"https://{name}.example/{other}?u={number}", other),
        (f"www.{name}.com/{other}", name),
        (f"t.me/{name}", name),
        (f"@{name}{number[:3]}", name),
        (f"WhatsApp: {name}{other}", name + other),
        (f"微信号:{name}_{number[:3]}", name),
        (f"call {name.title()} {other.title()}", name.title()),
        (f"0x{number * 5}"[:42], number),
    ][kind - 1]


@given(
    before=st.sampled_from(["ivory ", "象牙 ", "gading gajah, ", "(", "عاج ", "tiger claw; "]),
    contact=contacts(),
    after=st.sampled_from(["", " thanks", "。", ", price on request"]),
)
@example(before="ivory ", contact=("0 7 1 2 3 4 5 6 7 8", "0712345678"), after="")
@example(before="", contact=("jane (at) mail (dot) example", "jane"), after="")
def test_no_contact_survives(before, contact, after):
    """
    Whatever is quoted, no telephone, address, handle, link, wallet or name can be read in it.
    """
    whole, secret = contact
    finding = Finding(
        detector="test", kind=FindingKind.TRADE_TERM, score=0.9, taxon=TaxonId("elephantidae"),
        trade_term=TradeTerm("IVC"), sense="product",
        matches=(Match(quote=before + whole + after, span=Span(field="title", start=0, end=9)),),
    )  # fmt: skip
    statement = _restricted(finding, a_finding("offer", 0.9, quote=before + whole + after))
    for language in statement_languages():
        text = as_text(statement, language)
        digits = "".join(char for char in _quoted(text) if char.isdigit())

        assert secret not in _quoted(text)
        assert not secret.isdigit() or secret not in digits


def _restricted(*findings):
    screening = a_screening()
    assessment = an_assessment(*findings)
    decision = decide(
        assessment, screening.policy, screening.engine.appendices, screening.engine.taxonomy,
        decision_id=DecisionId("d-1"), now=NOON,
    )  # fmt: skip
    assert decision.outcome is Outcome.RESTRICT
    return explain(
        decision, assessment, screening.policy, screening.engine.taxonomy, issued_at=NOON
    )


def _quoted(text):
    """The part of a statement that may hold a seller's words."""
    return text.partition("##")[2].partition("##")[0]


@pytest.mark.parametrize(
    "quote",
    [
        "Carved ivory", "e l e p h a n t  t u s k", "象  牙  觀  音", "g4ding", "pembe wa ndovu",
        "fishing line trap", "งาช้าง", "عاج طبيعي", "ngà voi", "17 cm tusk", "CITES Appendix II",
    ],
)  # fmt: skip
def test_evidence_is_not_masked(quote):
    """
    The words that a decision rests on stay readable, disguise and all.
    """
    assert without_personal_data(quote) == re.sub(r"\s+", " ", quote)


def test_a_contact_is_told_and_never_quoted():
    """
    That a listing lures people away is a fact; how to reach them is not repeated.
    """
    statement = _restricted(
        a_finding("trade_term", 0.9, quote="ivory", taxon="elephantidae", trade_term="IVC"),
        a_finding("offer", 0.9),
        a_finding("contact", 0.9, quote="zalo 0912345678"),
    )

    assert all(MASK not in quote for found in statement.found for quote in found.quotes)
    assert "0912345678" not in as_text(statement, "vi")
