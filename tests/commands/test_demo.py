"""The demonstration shows what Linsang does on its sample, and hides nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from linsang.cli import main
from linsang.commands.demo import EXPLAINED, Seen, screened_sample
from linsang.compose import compose
from linsang.model.decision import Outcome
from linsang.model.finding import FindingKind
from linsang.plugins import COLUMNS
from linsang.samples import INNOCENT, LANGUAGES, PROHIBITED, listings_path
from linsang.settings import Settings


@pytest.fixture(scope="module")
def listings() -> list[dict[str, Any]]:
    return [json.loads(line) for line in listings_path().read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    # Where tests/conftest.py puts every test's home, so that the cache is built once.
    home = tmp_path_factory.getbasetemp() / "home"
    settings = Settings(data_dir=home / "data" / "linsang", cache_dir=home / "cache" / "linsang")
    return screened_sample(compose(settings))


def test_the_sample_has_twenty_listings_in_each_language(listings):
    """
    Whoever reads one of the fifteen languages sees twenty listings of it, most of them innocent.
    """
    for language in LANGUAGES:
        about = Counter(each["about"] for each in listings if each["language"] == language)
        prohibited = sum(about[kind] for kind in PROHIBITED)

        assert about.total() == 20, language
        assert 4 <= prohibited <= 6, language
        assert 1 <= about["disguised"] + about["coy"] <= 2, language


def test_the_sample_is_plain_to_read(listings):
    """
    Every listing of the sample has the same columns, an id of its own and a word on what it is.
    """
    names = {"id", "title", "description", "price", "currency", "category", "language", "seller_id"}

    assert names < set(COLUMNS)
    assert all(set(each) == names | {"about"} for each in listings)
    assert len({each["id"] for each in listings}) == len(listings) == 300
    assert {each["about"] for each in listings} == PROHIBITED | INNOCENT


def test_the_sample_is_mostly_judged_as_it_was_written(seen):
    """
    The demonstration finds most of what it was written to find and bothers hardly anybody.
    """
    prohibited = {name for name, about in seen.about.items() if about in PROHIBITED}
    innocent = seen.about.keys() - prohibited

    assert len(prohibited & seen.acted_on) >= 0.8 * len(prohibited)
    assert len(innocent & seen.acted_on) <= 0.02 * len(innocent)


def test_the_explained_listings_show_three_kinds_of_decision(seen):
    """
    The three that are explained are a plain offer, a disguised one, and a claim of papers.
    """
    plain, disguised, claim = (seen.explained[name] for name in EXPLAINED)

    assert [plain.decision.outcome, claim.decision.outcome] == [Outcome.RESTRICT, Outcome.REVIEW]
    assert disguised.decision.outcome is not Outcome.NO_ACTION
    kinds = {finding.kind for finding in disguised.assessment.findings}
    assert FindingKind.DISGUISE_FOUND in kinds
    assert FindingKind.LEGAL_CLAIM in {finding.kind for finding in claim.assessment.findings}


def test_the_demonstration_needs_no_terminal(capsys):
    """
    Piped into a file, the demonstration prints the table, three explanations and what to try.
    """
    code = main(["demo"])

    printed = capsys.readouterr().out
    assert code == 0
    assert "\x1b" not in printed
    first_words = [line.split()[0] for line in printed.splitlines() if line.strip()]
    assert [word for word in first_words if word in (*LANGUAGES, "all")] == [*LANGUAGES, "all"]
    for name in EXPLAINED:
        assert f"{name}, written as: " in printed
    assert "Try next:" in printed


def test_the_demonstration_can_be_coloured(capsys):
    """
    Who asks for colours gets the words coloured rather than bracketed.
    """
    assert main(["demo", "--color", "always"]) == 0
    assert "\x1b[31;1m" in capsys.readouterr().out
