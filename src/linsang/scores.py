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

# Evidence and the share of texts at or about it that were truly so, on 1,560 invented
# listings in sixteen languages that were written to tune the rules (benchmarks/quality.md
# gives the counts). Between two points the line is straight.
CALIBRATION: Final = ((0.0, 0.03), (0.2, 0.08), (0.4, 0.3), (0.55, 0.6), (0.7, 0.85), (0.9, 0.95), (1.0, 0.98))


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
    (0.03, 0.9)
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
