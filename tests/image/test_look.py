"""Pictures of listings: which are looked at, each once, and what the record says of it."""

from __future__ import annotations

import base64
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("onnxruntime", reason="pictures need the extra [image]")

from tests.image.pictures import a_picture, encoded

from linsang.detect.pictured import Pictured
from linsang.image.class_map import SeenClass
from linsang.image.contents import Contents
from linsang.image.decode import Unread
from linsang.image.look import Look, Looker
from linsang.image.pack import Sighting
from linsang.image.viewing import MOST_PICTURES, Viewing
from linsang.model.assessment import RunStatus
from linsang.model.decision import Outcome
from linsang.model.finding import FindingKind
from linsang.model.taxon import TaxonId, TradeTerm
from linsang.plugins import ITEM_SEPARATOR
from linsang.testing.factories import a_batch, a_listing, a_screening, a_vocabulary

RED = encoded(a_picture(colour=(200, 20, 20)), "PNG")
BLUE = encoded(a_picture(colour=(20, 20, 200)), "PNG")
MACAW = SeenClass(
    label="parrot_macaw",
    name="a parrot",
    taxa=(TaxonId("psittaciformes"),),
    trade_term=TradeTerm("LIV"),
    part_of=None,
    outputs=("parrot_macaw",),
)


class SeesRed:
    """A backbone and a model in one, to which what is red is a macaw."""

    version = "test-red"
    least_side = 32
    seen = 0

    def __init__(self, score: float = 0.95) -> None:
        self.backbone = self
        self.score = score

    def see(self, frames: Any) -> list[tuple[Sighting, ...]]:
        self.seen += len(frames)
        found: list[tuple[Sighting, ...]] = []
        for frame in frames:
            red, _, blue = frame.getpixel((frame.width - 3, frame.height - 3))
            sure = Sighting(seen=MACAW, score=self.score, nearest=("parrot_macaw/ab",))
            found.append((sure,) if red > blue else ())
        return found


@dataclass
class Scene:
    """A folder of pictures and somebody who looks at them."""

    root: Any
    pack: SeesRed = field(default_factory=SeesRed)

    def viewing(self, *, everything: bool = True, budget: int = 0) -> Viewing:
        looker = Looker(self.pack, Contents(self.root))  # type: ignore[arg-type]  # a model for tests
        return Viewing(looker, everything=everything, budget=budget)


@pytest.fixture
def scene(tmp_path):
    """A red picture, a blue one, and one that is none."""
    (tmp_path / "red.png").write_bytes(RED)
    (tmp_path / "again.png").write_bytes(RED)
    (tmp_path / "blue.png").write_bytes(BLUE)
    (tmp_path / "text.jpg").write_bytes(b"not a picture at all")
    return Scene(tmp_path)


def screened(scene, *titles, images, everything=True, budget=0):
    """The decisions on these titles with these pictures, by row."""
    import dataclasses

    screening = a_screening()
    engine = dataclasses.replace(
        screening.engine,
        viewing=scene.viewing(everything=everything, budget=budget),
        detectors=(*screening.engine.detectors, Pictured()),
    )
    screening = dataclasses.replace(screening, engine=engine)
    return {one.row: one for one in screening.screen(a_batch(*titles, images=images)).decided}


def test_each_distinct_picture_is_seen_once(scene):
    """
    The same bytes under another name, or in another listing, are not looked at again.
    """
    looker = scene.viewing().looker
    first = looker.look(["red.png", "again.png", "blue.png", "red.png"])
    second = looker.look(["again.png"])

    assert scene.pack.seen == 2
    assert first["red.png"] == first["again.png"] == second["again.png"]
    assert [one.seen.label for one in first["red.png"].sightings] == ["parrot_macaw"]
    assert first["blue.png"].sightings == ()


def test_what_could_not_be_seen_is_not_nothing(scene):
    """
    A file that is no picture says so, with its digest; a missing one has none.
    """
    looks = scene.viewing().looker.look(["text.jpg", "none.jpg"])

    assert looks["text.jpg"].unread is Unread.NOT_A_PICTURE
    assert looks["text.jpg"].digest
    assert (looks["none.jpg"].unread, looks["none.jpg"].digest) == (Unread.MISSING, "")


def test_a_macaw_and_dm_is_an_offer(scene):
    """
    A photo of a macaw with "DM" goes to review; in a museum's post it does not.
    """
    found = screened(
        scene,
        "DM me for price",
        "Museum exhibition: birds of the forest, educational display",
        "DM me for price",
        images=["red.png", "red.png", "blue.png"],
    )
    pictured = [one for one in found[0].assessment.findings if one.kind is FindingKind.PICTURED]

    assert found[0].decision.outcome is Outcome.REVIEW
    assert [(one.taxon, one.trade_term, one.sense) for one in pictured] == [
        ("psittaciformes", "LIV", "parrot_macaw")
    ]
    assert found[1].decision.outcome is Outcome.NO_ACTION
    assert 2 not in found or found[2].decision.outcome is Outcome.NO_ACTION


def test_a_finding_names_its_picture(scene):
    """
    Which picture, by place and digest; never the path or the picture itself.
    """
    images = ITEM_SEPARATOR.join(["blue.png", "red.png", "again.png"])
    found = screened(scene, "Nice", images=[images])
    (pictured,) = [one for one in found[0].assessment.findings if one.kind is FindingKind.PICTURED]

    assert [one.span.field for one in pictured.matches] == ["images[1]", "images[2]"]
    assert {one.quote[:7] for one in pictured.matches} == {"sha256:"}
    assert pictured.nearest == ("parrot_macaw/ab",)


@pytest.mark.parametrize("images", ["text.jpg", "none.jpg", "../up.png", "https://x.example/a.jpg"])
def test_a_picture_that_nobody_saw_goes_to_review(scene, images):
    """
    Where everything is to be looked at, what could not be is incomplete, and says why.
    """
    found = screened(scene, "Brass lamp", images=[images])
    (run,) = [one for one in found[0].assessment.runs if one.detector == "pictures"]

    assert not found[0].assessment.complete
    assert found[0].decision.outcome is Outcome.REVIEW
    assert run.reason.startswith("1 of 1 pictures: ")


def test_a_thousand_pictures_of_one_listing_hold_nobody_up(scene):
    """
    So many of a listing's pictures are looked at, and that there are more is told.
    """
    for number in range(MOST_PICTURES + 8):
        (scene.root / f"{number}.png").write_bytes(encoded(a_picture(colour=(0, 0, number)), "PNG"))
    images = ITEM_SEPARATOR.join(f"{number}.png" for number in range(MOST_PICTURES + 8))
    found = screened(scene, "Brass lamp", images=[images])
    (run,) = [one for one in found[0].assessment.runs if one.detector == "pictures"]

    assert scene.pack.seen == MOST_PICTURES
    assert not found[0].assessment.complete
    assert "too_many_pictures" in run.reason


def test_addresses_are_left_to_who_fetches_them(scene):
    """
    Under `auto` an address that was not fetched is recorded and is no failure.
    """
    address = [Look(digest="", unread=Unread.NOT_FETCHED)]

    assert scene.viewing(everything=False).run(address).status is RunStatus.NOT_APPLICABLE
    assert scene.viewing(everything=True).run(address).status is RunStatus.FAILED


def test_words_come_first_under_auto(scene):
    """
    Who writes of wildlife has pictures looked at; of the others those with the fewest words.
    """
    titles = ("Pangolin scales, DM", "A long story about an ordinary brass lamp", "Hi")
    images = ["blue.png", "red.png", "again.png"]
    none = screened(scene, *titles, images=images, everything=False, budget=0)
    some = screened(scene, *titles, images=images, everything=False, budget=334)

    assert set(none) == {0}
    assert {0, 2} == set(some)


def test_pictures_written_out_leave_no_trace_of_themselves(scene):
    """
    A data URI is seen, and neither its finding nor its run repeats it.
    """
    uri = "data:image/png;base64," + base64.b64encode(RED).decode()
    found = screened(scene, "DM me", images=[uri])

    assert uri[30:60] not in repr(found[0].assessment)
    assert found[0].decision.outcome is Outcome.REVIEW


def test_rows_without_pictures_are_as_they_were(scene):
    """
    Looking at pictures changes nothing for listings that have none.
    """
    titles = ("Pangolin scales for sale", "Brass lamp")
    plain = a_screening().screen(a_batch(*titles)).decided
    looked = screened(scene, *titles, images=[None, None])

    assert [one.decision.outcome for one in plain] == [
        one.decision.outcome for one in looked.values()
    ]
    assert scene.pack.seen == 0


def test_text_alone_loads_nothing_of_pictures():
    """
    Who screens text imports no codec, no model and nothing of this room.
    """
    program = (
        "import sys\n"
        "from linsang.compose import check\n"
        "check('Pangolin scales for sale, DM')\n"
        "loaded = {'PIL', 'onnxruntime', 'linsang.image.look', 'linsang.image.decode'}\n"
        "print(sorted(loaded & set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"


def test_a_detector_without_pictures_says_nothing():
    """
    A listing whose pictures nobody looked at has no finding about them.
    """
    from linsang.prepared import prepare

    prepared = prepare(a_listing("Macaw"), a_vocabulary([]))

    assert list(Pictured().detect([prepared])) == [()]
