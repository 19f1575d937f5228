"""Findings to the two scores that leave the engine, by a map that is written down.

Until there is a learned score, each is the strongest line of evidence in the findings after
what speaks against it, read through a stored calibration. `evidence` is that line before
calibration; `CALIBRATION` says where its points come from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Final

from linsang.model.finding import Finding, FindingKind
from linsang.model.taxon import Appendix, TaxonId, TradeTerm

IVORY: Final = frozenset(
    TradeTerm(code) for code in ("TUS", "IVC", "IVP", "IJW", "IVS", "KEY", "PKY")
)

MODEL_VERSION: Final = "rules-1"

# Evidence, and the share of texts at or about it that were prohibited, on 1,689 invented
# listings in sixteen languages (862 prohibited) that were written to tune the rules: 598
# without evidence (1 % prohibited), 250 below 0.3 (19 %), 52 from 0.3 (77 %), 38 from 0.5
# (74 %), 159 from 0.6 (96 %), 592 from 0.8 (99 %). Half of them are prohibited and hardly any
# traffic is, so a score orders listings and compares them; it is no rate to expect in a feed.
CALIBRATION: Final = (
    (0.0, 0.01),
    (0.1, 0.15),
    (0.25, 0.25),
    (0.4, 0.6),
    (0.55, 0.78),
    (0.65, 0.92),
    (0.75, 0.96),
    (0.9, 0.98),
    (1.0, 0.99),
)


def evidence(
    findings: Iterable[Finding],
    *,
    domesticated: Callable[[TaxonId], bool],
    readings: Callable[[TaxonId, TradeTerm | None], frozenset[Appendix | None]],
) -> tuple[float, float]:
    """The strongest evidence for *wildlife* and for *prohibited*, uncalibrated, from 0 to 1."""
    findings = tuple(findings)
    wildlife = prohibited = 0.0
    for finding in findings:
        strength = finding.score * _standing(finding, findings)
        if finding.kind is FindingKind.TRADE_TERM:
            if finding.taxon is not None and domesticated(finding.taxon):
                continue
            wildlife = max(wildlife, strength)
            held = finding.trade_term in IVORY
            if finding.taxon is not None and not held:
                open_readings = readings(finding.taxon, finding.trade_term)
                listed = open_readings & {Appendix.I, Appendix.II}
                strength *= (1.0 if None not in open_readings else 0.8) if listed else 0.1
            prohibited = max(prohibited, strength)
        elif finding.kind is FindingKind.CODED_LANGUAGE:
            wildlife = max(wildlife, 0.9 * strength)
            prohibited = max(prohibited, strength)
        elif finding.kind is FindingKind.GEAR:
            prohibited = max(prohibited, 0.95 * strength)
    return wildlife, prohibited


def calibrated(strength: float) -> float:
    """The probability that the map gives to an uncalibrated strength.

    >>> calibrated(0.0), round(calibrated(0.8), 2)
    (0.01, 0.97)
    """
    places = [place for place, _ in CALIBRATION]
    after = min(max(bisect_right(places, strength), 1), len(places) - 1)
    (low, at_low), (high, at_high) = CALIBRATION[after - 1], CALIBRATION[after]
    return round(at_low + (at_high - at_low) * (strength - low) / (high - low), 4)


def _standing(finding: Finding, findings: tuple[Finding, ...]) -> float:
    """What is left of a finding after what speaks against it and its taxon."""
    left = 1.0
    for other in findings:
        if other.kind in (FindingKind.DISCLAIMER, FindingKind.NOT_TRADE) and (
            other.taxon is None or other.taxon == finding.taxon
        ):
            left *= 1.0 - 0.9 * other.score
    return left
