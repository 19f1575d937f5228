"""Which Appendix covers a specimen: the law's own splits, days and exclusions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linsang.model.taxon import Appendix, AppendixEntry, Rank, Taxon, TaxonId, TradeTerm
from linsang.reference.appendices import Appendices
from linsang.reference.rows import ReferenceDataError
from linsang.reference.taxonomy import Taxonomy

I, II, III = Appendix  # noqa: E741 - the treaty's own names
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def appendices():
    return Appendices.load(Taxonomy.load())


@pytest.mark.parametrize(
    ("taxon", "population", "trade_term", "readings"),
    [
        # Appendices of 2026-03-05, annotation A11: four populations in II, ivory for sale not.
        pytest.param("loxodonta-africana", "BW", "LIV", {II}, id="elephant-live-botswana"),
        pytest.param("loxodonta-africana", "KE", "LIV", {I}, id="elephant-live-kenya"),
        pytest.param("loxodonta-africana", None, None, {I, II}, id="elephant-unstated"),
        pytest.param("loxodonta-africana", None, "TUS", {I}, id="elephant-tusk-anywhere"),
        pytest.param("elephantidae", None, "TUS", {I}, id="any-elephants-tusk"),
        pytest.param("mammuthus-primigenius", None, "TUS", {None}, id="mammoth-tusk"),
        # Annotations A8 and A9: live animals and trophies of three populations; horn is I.
        pytest.param("ceratotherium-simum", None, None, {I, II}, id="white-rhino-unstated"),
        pytest.param("ceratotherium-simum", None, "HOR", {I}, id="white-rhino-horn"),
        pytest.param("ceratotherium-simum-simum", "ZA", "TRO", {II}, id="white-rhino-trophy"),
        pytest.param("ceratotherium-simum-simum", "NA", "TRO", {I}, id="namibia-live-only"),
        pytest.param("rhinocerotidae", None, "HOR", {I}, id="any-rhinos-horn"),
        # Vicugna vicugna: wool sheared from live animals of some Andean populations.
        pytest.param("vicugna-vicugna", "PE", "CLO", {II}, id="vicuna-cloth-peru"),
        pytest.param("vicugna-vicugna", "PE", "SKI", {I}, id="vicuna-skin-peru"),
        pytest.param("vicugna-vicugna", "AR", "CLO", {I, II}, id="vicuna-some-provinces"),
        pytest.param("crocodylus-porosus", "AU", None, {II}, id="saltwater-australia"),
        pytest.param("crocodylus-porosus", "IN", None, {I}, id="saltwater-india"),
        pytest.param("crocodylus-porosus", "PH", None, {I, II}, id="palawan-is-a-part"),
        pytest.param("crocodylus-porosus", "PH-PLW", None, {II}, id="palawan-itself"),
        pytest.param("crocodylus-niloticus", "ZW", "SKI", {II}, id="nile-zimbabwe"),
        # Appendices, "Psittaciformes spp. (Except ...)": four species are not included.
        pytest.param("psittacula-krameri", None, None, {None}, id="ringneck-excluded"),
        pytest.param("melopsittacus-undulatus", None, None, {None}, id="budgerigar-excluded"),
        pytest.param("agapornis-roseicollis", None, None, {None}, id="lovebird-excluded"),
        pytest.param("agapornis-fischeri", None, None, {II}, id="other-lovebird"),
        pytest.param("psittaciformes", None, None, {I, II, None}, id="any-parrot"),
        # Panax ginseng: only the population of the Russian Federation, only roots (#3).
        pytest.param("panax-ginseng", None, None, {II, None}, id="ginseng-unstated"),
        pytest.param("panax-ginseng", "CN", None, {None}, id="ginseng-china"),
        pytest.param("panax-ginseng", "RU", "ROO", {II}, id="ginseng-root-russia"),
        pytest.param("panax-quinquefolius", None, "POW", {None}, id="ginseng-powder"),
        # Annotation #15: seeds out; finished goods may be; the wood is in.
        pytest.param("dalbergia-odorifera", None, "LOG", {II}, id="rosewood-log"),
        pytest.param("dalbergia-odorifera", None, "SEE", {None}, id="rosewood-seed"),
        pytest.param("dalbergia-odorifera", None, "CAR", {II, None}, id="rosewood-carving"),
        pytest.param("dalbergia-cochinchinensis", None, "CAR", {II}, id="siam-carving-under-4"),
        pytest.param("dalbergia-nigra", None, "CAR", {I}, id="brazilian-rosewood"),
        # Swietenia macrophylla: neotropical populations, #6.
        pytest.param("swietenia-macrophylla", "FJ", "SAW", {None}, id="planted-in-fiji"),
        pytest.param("swietenia-macrophylla", "BR", "SAW", {II}, id="mahogany-brazil"),
        # Appendix III, Ukraine: only its population.
        pytest.param("carduelis-carduelis", None, None, {III, None}, id="goldfinch-unstated"),
        pytest.param("carduelis-carduelis", "UA", None, {III}, id="goldfinch-ukraine"),
        pytest.param("tiliqua-scincoides", None, None, {III, None}, id="listed-by-subspecies"),
        pytest.param("boa-constrictor", None, None, {I, II}, id="subspecies-in-I"),
        pytest.param("felidae", None, None, {I, II}, id="any-wild-cat"),
        pytest.param("manidae", None, None, {I}, id="any-pangolin"),
        pytest.param("cheloniidae", None, None, {I}, id="any-sea-turtle"),
        pytest.param("hippocampus-kuda", None, None, {II}, id="by-its-genus"),
        pytest.param("acropora", None, None, {II}, id="by-its-order"),
        pytest.param("vultur-gryphus", None, None, {I}, id="condor"),
        pytest.param("cathartes-aura", None, None, {None}, id="new-world-vulture"),
    ],
)
def test_readings(appendices, taxon, population, trade_term, readings):
    """
    The first entry that holds decides; what the offer leaves open stays open.
    """
    term = TradeTerm(trade_term) if trade_term else None
    found = appendices.readings(taxon, on=TODAY, population=population, trade_term=term)

    assert found == readings


@pytest.mark.parametrize(
    "taxon",
    ["canis-familiaris", "felis-catus", "bos-frontalis", "chinchilla-lanigera-domestica",
     "equus-asinus", "serinus-canaria-domestica"],
)  # fmt: skip
def test_domesticated_forms_are_never_covered(appendices, taxon):
    """
    A dog is no wolf: domesticated forms stay outside whatever covers their wild kin.
    """
    found = appendices.readings(taxon, on=TODAY)

    assert found == {None}
    assert appendices.entries(taxon, on=TODAY) == ()


@pytest.mark.parametrize(
    ("taxon", "day", "before", "after"),
    [
        pytest.param("manis-javanica", date(2017, 1, 2), {II}, {I}, id="CoP17"),
        pytest.param("aonyx-cinereus", date(2019, 11, 26), {II}, {I}, id="CoP18"),
        pytest.param("geochelone-elegans", date(2019, 11, 26), {II}, {I}, id="CoP18-tortoise"),
        pytest.param("macrochelys-temminckii", date(2023, 2, 23), {III}, {II}, id="CoP19"),
        pytest.param("pycnonotus-zeylanicus", date(2023, 11, 25), {II}, {I}, id="CoP19-delayed"),
        pytest.param("rhincodon-typus", date(2026, 3, 5), {II}, {I}, id="CoP20"),
        pytest.param("mobula-birostris", date(2026, 3, 5), {II}, {I}, id="CoP20-family"),
        pytest.param("okapia-johnstoni", date(2026, 3, 5), {None}, {I}, id="CoP20-added"),
        pytest.param(
            "damaliscus-pygargus-pygargus", date(2026, 3, 5), {II}, {None}, id="CoP20-deleted"
        ),
        # Adopted 2025-12-05 and delayed by eighteen months: not law before the day.
        pytest.param("mustelus-mustelus", date(2027, 6, 5), {None}, {II}, id="not-yet"),
        pytest.param("holothuria-lessoni", date(2027, 6, 5), {None}, {II}, id="not-yet-either"),
    ],
)
def test_a_change_counts_from_its_day(appendices, taxon, day, before, after):
    """
    The law of the day before is not the law of the day.
    """
    assert appendices.readings(taxon, on=day - timedelta(days=1)) == before
    assert appendices.readings(taxon, on=day) == after
    assert appendices.next_change(taxon, on=day - timedelta(days=1)) == day


def test_entries_carry_authority_and_doubt(appendices):
    """
    An answer can say by which instrument it holds, since when and how surely.
    """
    (entry,) = appendices.entries("aonyx-cinereus", on=TODAY)

    assert entry.appendix is I
    assert entry.authority == "CITES CoP18"
    assert (entry.in_force, entry.certainty) == (date(2019, 11, 26), "checked")


def test_every_entry_says_how_well_it_is_known(appendices):
    """
    No shipped entry is without authority, certainty and the basis of its day.
    """
    silent = [e for e in appendices if not (e.authority and e.certainty and e.date_basis)]

    assert silent == []


# --- the rule itself, over small made-up trees ----------------------------------------------


def _taxon(name: str, rank: Rank, parent: str | None) -> Taxon:
    return Taxon(
        taxon=TaxonId(name), scientific_name=name, rank=rank,
        parent=TaxonId(parent) if parent else None,
    )  # fmt: skip


TREE = Taxonomy(
    [
        _taxon("family", Rank.FAMILY, None),
        _taxon("genus", Rank.GENUS, "family"),
        _taxon("species", Rank.SPECIES, "genus"),
        _taxon("other", Rank.SPECIES, "genus"),
    ]
)
entries = st.builds(
    AppendixEntry,
    taxon=st.sampled_from(["family", "genus", "species", "other"]).map(TaxonId),
    appendix=st.sampled_from([I, II, III, None]),
    in_force=st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    authority=st.just("test"),
    populations=st.frozensets(st.sampled_from(["BW", "KE", "ZZ"]), max_size=2),
    trade_terms=st.frozensets(st.sampled_from(["LIV", "TUS"]).map(TradeTerm), max_size=1),
)


@given(st.lists(entries, max_size=6), st.sampled_from(["BW", "KE", "CN"]))
def test_knowing_more_never_opens_more(listed, population):
    """
    Saying the population or the kind of specimen only closes readings, and leaves at least one.
    """
    appendices = Appendices(TREE, listed)
    term = TradeTerm("TUS")
    unstated = appendices.readings("species", on=TODAY)
    half = appendices.readings("species", on=TODAY, population=population)
    stated = appendices.readings("species", on=TODAY, population=population, trade_term=term)

    assert stated
    assert stated <= half <= unstated


@given(st.lists(entries, max_size=6))
def test_a_group_leaves_open_what_its_listed_members_do(listed):
    """
    Whoever names only the group may mean any listed member of it.
    """
    appendices = Appendices(TREE, listed)
    with_entries = {entry.taxon for entry in listed} & {"species", "other"}
    whole = appendices.readings("genus", on=TODAY)

    assert all(appendices.readings(each, on=TODAY) <= whole for each in with_entries)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            "felidaee,II,,,,,,CITES,checked,seen,\n",
            "taxon 'felidaee'; allowed: a taxon of taxa.csv",
            id="unknown-taxon",
        ),
        pytest.param(
            "felidae,IV,,,,,,CITES,checked,seen,\n",
            "appendix 'IV'; allowed: I, II, III, none",
            id="no-such-appendix",
        ),
        pytest.param(
            "felidae,II,5.3.2026,,,,,CITES,checked,seen,\n",
            "in_force '5.3.2026'; allowed: a day as YYYY-MM-DD, or nothing",
            id="not-a-day",
        ),
        pytest.param(
            "felidae,II,,,Kenya,,,CITES,checked,seen,\n",
            "population 'Kenya'; allowed: ISO 3166 codes: BW or PH-PLW",
            id="country-name",
        ),
        pytest.param(
            "felidae,II,,,,IVORY,,CITES,checked,seen,\n",
            "trade term 'IVORY'; allowed: a code of trade_terms.csv",
            id="no-such-term",
        ),
        pytest.param(
            "felidae,II,,,,,,,checked,seen,\n",
            "no authority; allowed: the instrument that says so",
            id="no-authority",
        ),
    ],
)
def test_an_error_points_at_file_and_line(tmp_path, row, message):
    """
    A wrong entry stops the load and says where it is, what was found and what is allowed.
    """
    header = (
        "taxon,appendix,in_force,until,populations,trade_terms,"
        "annotation,authority,certainty,date_basis,note\n"
    )
    (tmp_path / "appendices.csv").write_text(header + row, encoding="utf-8")

    with pytest.raises(ReferenceDataError) as caught:
        Appendices.load(Taxonomy.load(), tmp_path)

    assert str(caught.value) == f"appendices.csv:2: {message}"
