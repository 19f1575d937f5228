"""A way to deal off the platform."""

from __future__ import annotations

from linsang.detector import DetectorSpec, WordDetector
from linsang.model.finding import FindingKind
from linsang.reference.lexicon import Role


class ContactDetector(WordDetector):
    """Invitations to go on elsewhere: a messenger, a private message, a call."""

    spec = DetectorSpec(name="contact", version="1", kinds=frozenset({FindingKind.CONTACT}))
    role = Role.CONTACT
    alone = 0.9
    context = 0.7


def build() -> ContactDetector:
    """The detector as the settings ask for it."""
    return ContactDetector()
