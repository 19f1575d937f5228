"""The tree of taxa: names lead in, groups hold what is under them, errors point."""

from __future__ import annotations

import pytest

from linsang.model.taxon import Rank
from linsang.reference.rows import ReferenceDataError
from linsang.reference.taxonomy import Taxonomy, UnknownTaxonError, slug

HEADER = "taxon,scientific_name,rank,parent,synonyms,domesticated,source,doubt\n"
SMALL = (
    "animalia,Animalia,kingdom,,,0,test,\n"
    "felidae,Felidae,family,animalia,,0,test,\n"
    "panthera,Panthera,genus,felidae,Uncia,0,test,\n"
    "panthera-uncia,Panthera uncia,species,panthera,Uncia uncia;Felis uncia,0,test,\n"
)


@pytest.fixture(scope="module")
def taxonomy():
    return Taxonomy.load()


@pytest.mark.parametrize(
    ("written", "taxon"),
    [
        pytest.param("Panthera tigris", "panthera-tigris", id="species"),
        pytest.param("PANTHERA TIGRIS", "panthera-tigris", id="capitals"),
        pytest.param("Felidae spp.", "felidae", id="family-spp"),
        pytest.param("Hippocampus sp.", "hippocampus", id="genus-sp"),
        # The CITES standard reference kept Manis for the African pangolins until CoP18.
        pytest.param("Manis tricuspis", "phataginus-tricuspis", id="older-name"),
        pytest.param("Python reticulatus", "malayopython-reticulatus", id="moved-genus"),
        pytest.param("Caesalpinia echinata", "paubrasilia-echinata", id="pernambuco"),
        pytest.param("Strombus gigas", "aliger-gigas", id="queen-conch"),
        pytest.param("Corallium elatius", "pleurocorallium-elatius", id="red-coral"),
    ],
)
def test_a_scientific_name_leads_to_its_taxon(taxonomy, written, taxon):
    """
    A scientific name finds its taxon, whether it is today's name or an older one.
    """
    found = taxonomy.by_scientific_name(written)

    assert found is not None
    assert found.taxon == taxon


@pytest.mark.parametrize(
    ("taxon", "group"),
    [
        pytest.param("panthera-tigris", "felidae", id="tiger-cats"),
        pytest.param("panthera-tigris", "animalia", id="tiger-animals"),
        pytest.param("panthera-tigris", "panthera-tigris", id="itself"),
        pytest.param("uncia-uncia", "panthera", id="by-synonym"),
        pytest.param("tursiops-truncatus", "cetacea", id="dolphin-whales"),
        pytest.param("lutra-lutra", "lutrinae", id="otter-otters"),
        pytest.param("python-regius", "serpentes", id="python-snakes"),
        pytest.param("serinus-canaria-domestica", "passeriformes", id="canary-songbirds"),
        pytest.param("paphiopedilum", "orchidaceae", id="slipper-orchids"),
        pytest.param("nymphicus-hollandicus", "psittaciformes", id="cockatiel-parrots"),
    ],
)
def test_a_taxon_is_under_its_groups(taxonomy, taxon, group):
    """
    A rule about a group reaches everything that is under it in the tree.
    """
    assert taxonomy.is_under(taxon, group)


def test_descendants_and_ancestors_agree(taxonomy):
    """
    What a group has under it has the group above it.
    """
    below = taxonomy.descendants("felidae")

    assert "panthera-tigris" in below
    assert all("felidae" in taxonomy.ancestors(taxon) for taxon in below)


def test_every_taxon_has_a_root_in_a_kingdom(taxonomy):
    """
    Every shipped taxon leads up to a kingdom.
    """
    roots = {(taxonomy.ancestors(each.taxon) or (each.taxon,))[-1] for each in taxonomy}

    assert {taxonomy.get(root).rank for root in roots} == {Rank.KINGDOM}


def test_slugs_come_from_scientific_names(taxonomy):
    """
    A shipped taxon's identifier can be worked out from its scientific name.
    """
    assert [each.taxon for each in taxonomy if slug(each.scientific_name) != each.taxon] == []


@pytest.mark.parametrize(
    ("taxon", "domesticated"),
    [
        pytest.param("canis-familiaris", True, id="dog"),
        pytest.param("canis-lupus", False, id="wolf"),
        pytest.param("felis-catus", True, id="cat"),
        pytest.param("felis-silvestris", False, id="wildcat"),
        pytest.param("chinchilla-lanigera-domestica", True, id="pet-chinchilla"),
        pytest.param("chinchilla-lanigera", False, id="wild-chinchilla"),
        pytest.param("serinus-canaria-domestica", True, id="canary"),
        pytest.param("gallus-gallus-domesticus", True, id="chicken"),
        pytest.param("vicugna-pacos", True, id="alpaca"),
        pytest.param("vicugna-vicugna", False, id="vicuna"),
    ],
)
def test_domesticated_forms_are_told_from_wild_ones(taxonomy, taxon, domesticated):
    """
    A farm animal or pet form is not mistaken for its wild relative.
    """
    assert taxonomy.is_domesticated(taxon) is domesticated


def test_an_unknown_taxon_is_an_error_with_a_hint(taxonomy):
    """
    Asking for a taxon that is not there names the nearest one that is.
    """
    with pytest.raises(UnknownTaxonError) as caught:
        taxonomy.get("panthera-tigriss")

    assert "near it: panthera-tigris" in str(caught.value)


def test_names_are_given_in_the_language_asked_for(tmp_path):
    """
    A taxon's names come in the asked language, and a language without a file has none.
    """
    (tmp_path / "taxa.csv").write_text(HEADER + SMALL, encoding="utf-8")
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "de.csv").write_text(
        "name,taxon,ambiguous,source,note\n"
        "Schneeleopard,panthera-uncia,0,test,\nIrbis,uncia-uncia,0,test,\n",
        encoding="utf-8",
    )
    small = Taxonomy.load(tmp_path)

    assert small.names("panthera-uncia", "de") == ("Schneeleopard", "Irbis")
    assert small.names("panthera-uncia", "fr") == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            "Leo,Panthera leo,species,panthera,,0,test,\n",
            "taxa.csv:6: taxon 'Leo'; allowed: small letters and hyphens: panthera-tigris",
            id="not-a-slug",
        ),
        pytest.param(
            "panthera-leo,Panthera leo,species,pantera,,0,test,\n",
            "taxa.csv:6: parent 'pantera'; allowed: a taxon of the same tree",
            id="no-such-parent",
        ),
        pytest.param(
            "panthera-uncia,Panthera uncia,species,panthera,,0,test,\n",
            "taxa.csv:6: taxon 'panthera-uncia' as in line 5; allowed: each taxon once",
            id="twice",
        ),
        pytest.param(
            "panthera-leo,Panthera leo,species,panthera,,yes,test,\n",
            "taxa.csv:6: domesticated 'yes'; allowed: 0 or 1",
            id="not-a-flag",
        ),
        pytest.param(
            "a,A,genus,b,,0,test,\nb,B,genus,a,,0,test,\n",
            "taxa.csv:6: 'a' is under itself; allowed: a tree without circles",
            id="circle",
        ),
        pytest.param(
            "panthera-leo,Panthera leo\n",
            "taxa.csv:6: 2 cells; allowed: 8 cells",
            id="cut-short",
        ),
    ],
)
def test_an_error_points_at_file_and_line(tmp_path, row, message):
    """
    A wrong row stops the load and says where it is, what was found and what is allowed.
    """
    (tmp_path / "taxa.csv").write_text(HEADER + SMALL + row, encoding="utf-8")

    with pytest.raises(ReferenceDataError) as caught:
        Taxonomy.load(tmp_path)

    assert str(caught.value).splitlines()[0] == message
