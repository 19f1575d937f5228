"""The official Checklist download: read whole, in seconds, and laid over the shipped entries."""

from __future__ import annotations

import csv
import gzip
import io
import time
from datetime import date

import pytest

from linsang.model.taxon import Appendix
from linsang.reference.appendices import Appendices
from linsang.reference.cites_import import import_cites
from linsang.reference.rows import ReferenceDataError
from linsang.reference.taxonomy import Taxonomy

I, II, III = Appendix  # noqa: E741 - the treaty's own names
INDEX = "cites/Index_of_CITES_Species_2017-04-21.csv.gz"
COLUMNS = (
    "Kingdom", "Phylum", "Class", "Order", "Family", "Genus", "FullName", "RankName",
    "CurrentListing", "FullAnnotationEnglish", "#AnnotationSymbol", "SynonymsWithAuthors",
)  # fmt: skip
CAT = ("Animalia", "Chordata", "Mammalia", "Carnivora", "Felidae")
# A fish that no data know, made up for these tests.
FISH = ("Animalia", "Chordata", "Actinopterygii", "Perciformes", "Linsangidae")


def a_checklist(*rows: tuple[str, ...]) -> bytes:
    """The bytes of a Checklist with these rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def a_row(name, listing, words="", *, above=FISH, rank="SPECIES", symbol="", synonyms=""):
    """One row of a Checklist: say only what the test is about."""
    return (*above, name.split()[0], name, rank, listing, words, symbol, synonyms)


def load(layer):
    taxonomy = Taxonomy.load(layers=[layer])
    return Appendices.load(taxonomy, layers=[layer])


def test_the_whole_index_is_read_in_seconds(shared_data, tmp_path):
    """
    All 38,079 rows of a real download become a layer, fast enough to do while somebody waits.
    """
    begun = time.monotonic()
    summary = import_cites(shared_data / INDEX, out=tmp_path, dated=date(2017, 4, 21))
    seconds = time.monotonic() - begun

    assert summary.rows == 38_079
    assert summary.left_out == 0
    assert summary.problems == ()
    assert seconds < 60


@pytest.fixture(scope="module")
def laid_over(shared_data, tmp_path_factory):
    """The shipped entries with the index of 2017 laid over them."""
    layer = tmp_path_factory.mktemp("layer")
    import_cites(shared_data / INDEX, out=layer, dated=date(2017, 4, 21))
    return load(layer)


@pytest.mark.parametrize(
    ("taxon", "readings"),
    [
        pytest.param("abeillia-abeillei", {II}, id="new-hummingbird"),
        pytest.param("aonyx-cinereus", {I}, id="changed-in-2019"),
        pytest.param("rhincodon-typus", {I}, id="changed-in-2026"),
        pytest.param("mobula-birostris", {I}, id="family-changed-in-2026"),
        pytest.param("okapia-johnstoni", {I}, id="not-in-2017"),
        pytest.param("dracaena-cinnabari", {None}, id="plant-with-a-lizards-name"),
    ],
)
def test_an_older_layer_only_adds(laid_over, taxon, readings):
    """
    A download of 2017 adds what is not shipped and overrules nothing that is younger.
    """
    assert laid_over.readings(taxon, on=date(2026, 6, 1)) == readings


def test_ivory_stays_in_the_finer_shipped_entries(laid_over):
    """
    Where a layer says the same in fewer words, the shipped split is kept.
    """
    found = laid_over.readings("loxodonta-africana", on=date(2026, 6, 1), trade_term="TUS")

    assert found == {I}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_later_layer_speaks_from_its_day(tmp_path, packed):
    """
    A younger download changes the law from its own day on, and not before it.
    """
    data = a_checklist(a_row("Caracal caracal", "I", "Appendix I: ", above=CAT))
    source = tmp_path / "checklist.csv"
    source.write_bytes(gzip.compress(data) if packed else data)
    import_cites(source, out=tmp_path / "layer", dated=date(2030, 1, 1))
    appendices = load(tmp_path / "layer")

    assert appendices.readings("caracal-caracal", on=date(2029, 12, 31)) == {I, II}
    assert appendices.readings("caracal-caracal", on=date(2030, 1, 1)) == {I}


@pytest.mark.parametrize(
    ("listing", "words", "readings"),
    [
        pytest.param("I", "Appendix I: ", {I}, id="one"),
        pytest.param("III", "Appendix III: ", {III}, id="third"),
        pytest.param("I/II", "Appendix I: Only the population of X. Appendix II: all other",
                     {I, II}, id="split"),
        pytest.param("II/NC", "Appendix II: Only the population of X.", {II, None}, id="partly"),
        pytest.param("I/NC", "Appendix I: ", {I}, id="left-over-NC"),
        pytest.param("NC", "", {None}, id="not-covered"),
        pytest.param("", "", {None}, id="silent"),
    ],
)  # fmt: skip
def test_the_listing_column_becomes_entries(tmp_path, listing, words, readings):
    """
    A split that the download leaves to words stays open; a plain listing is plain.
    """
    source = tmp_path / "checklist.csv"
    source.write_bytes(a_checklist(a_row("Linsangus fictus", listing, words)))
    import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))
    appendices = load(tmp_path / "layer")

    assert appendices.readings("linsangus-fictus", on=date(2026, 11, 1)) == readings


def test_a_groups_sum_is_not_its_listing(tmp_path):
    """
    A family shown as I/II because of its members is listed as its own words say.
    """
    source = tmp_path / "checklist.csv"
    source.write_bytes(
        a_checklist(
            a_row("Linsangidae", "I/II", "Appendix II: Except the species in Appendix I.",
                  rank="FAMILY"),
            a_row("Linsangus fictus", "I", "Appendix I: "),
            a_row("Linsangus alter", "II", "Appendix II: "),
        )
    )  # fmt: skip
    import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))
    appendices = load(tmp_path / "layer")
    day = date(2026, 11, 1)

    assert [e.appendix for e in appendices.entries("linsangidae", on=day)] == [II]
    assert appendices.readings("linsangus-alter", on=day) == {II}


def test_a_synonym_leads_to_the_taxon_we_know(tmp_path):
    """
    A download that still says Manis tricuspis speaks about the pangolin under today's name.
    """
    above = ("Animalia", "Chordata", "Mammalia", "Pholidota", "Manidae")
    source = tmp_path / "checklist.csv"
    source.write_bytes(a_checklist(a_row("Manis tricuspis", "II", "Appendix II: ", above=above)))
    import_cites(source, out=tmp_path / "layer", dated=date(2030, 1, 1))
    appendices = load(tmp_path / "layer")

    assert appendices.readings("phataginus-tricuspis", on=date(2030, 6, 1)) == {II}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param(a_row("Linsangus fictus", "IV"), "CurrentListing 'IV'", id="listing"),
        pytest.param(a_row("Linsangus x", "I", rank="TRIBUS"), "RankName 'TRIBUS'", id="rank"),
        pytest.param((*FISH, "", "", "SPECIES", "I", "", "", ""), "FullName ''", id="no-name"),
        pytest.param(("Animalia",), "FullName ''", id="cut-short"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_is_kept(tmp_path, row, found):
    """
    One wrong row costs that row, and the summary says which line it was.
    """
    good = a_row("Linsangus alter", "I", "Appendix I: ")
    source = tmp_path / "checklist.csv"
    source.write_bytes(a_checklist(good, row, good))
    summary = import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))

    assert (summary.rows, summary.left_out) == (3, 1)
    assert [(p.file, p.line, p.found) for p in summary.problems] == [("checklist.csv", 3, found)]
    assert load(tmp_path / "layer").readings("linsangus-alter", on=date(2026, 11, 1)) == {I}


def test_wrong_bytes_cost_no_more_than_their_row(tmp_path):
    """
    Bytes that are no UTF-8, and zero bytes, do not stop an import.
    """
    data = a_checklist(
        a_row("Linsangus fictus", "I", "Appendix I: "), a_row("Linsangus alter", "I")
    )
    source = tmp_path / "checklist.csv"
    source.write_bytes(data.replace(b"Appendix I: ", b"Appendix I: \xff\xfe\x00"))
    summary = import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))

    assert (summary.rows, summary.entries) == (2, 2)


def test_a_download_that_broke_off_says_so(tmp_path):
    """
    Half a gzip file gives the rows that arrived, and a problem in place of the rest.
    """
    rows = [a_row(f"Linsangus a{'bcdefghij'[n % 9]}{n}", "I", str(n * 7919)) for n in range(3000)]
    packed = gzip.compress(a_checklist(*rows))
    source = tmp_path / "checklist.csv.gz"
    source.write_bytes(packed[: len(packed) // 2])
    summary = import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))

    assert 0 < summary.rows < 3000
    assert "the file breaks off" in summary.problems[-1].found


def test_a_file_that_is_no_checklist_is_an_error(tmp_path):
    """
    Another CSV file is refused with the columns that it lacks.
    """
    source = tmp_path / "prices.csv"
    source.write_text("item,price\nsofa,10\n", encoding="utf-8")

    with pytest.raises(ReferenceDataError) as caught:
        import_cites(source, out=tmp_path / "layer", dated=date(2026, 10, 1))

    assert "prices.csv:1: no column Kingdom" in str(caught.value)
