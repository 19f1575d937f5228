"""What every test may ask for: golden files, the shared data, and an honest list of skips."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
from tests.object_store import ObjectServer, object_server

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
# Third-party data for development and measurement lies beside the repository,
# never in it; who has none runs every other test.
SHARED_DATA = ROOT.parent / "shared" / "data"

# The extra `cluster` pins an older pyarrow, so it is installed apart from the rest.
HAS_RAY = importlib.util.find_spec("daft") is not None

# In CI a test that is skipped is a test that nobody runs.
IN_CI = os.environ.get("LINSANG_CI") == "1"

# A deadline measures the machine. What CI tries is the same each time, so that a
# red run can be run again; everybody else explores.
hypothesis.settings.register_profile("linsang", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("linsang")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite tests/golden/* with what the tests produce; review the diff",
    )


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("--update-golden"):
        raise pytest.UsageError("--update-golden would make CI agree with anything")
    config.addinivalue_line("markers", "cluster: needs Ray, which has an environment of its own")


# --- golden files -----------------------------------------------------------------------------


class GoldenFile(NamedTuple):
    """Compares with files called after the test."""

    stem: str
    update: bool

    def __call__(self, produced: object, *, name: str = "") -> None:
        """Compare *produced* with ``tests/golden/<test>[.<name>].<ext>``.

        Text is kept as ``.txt``, a list or tuple as ``.jsonl``, a dict as ``.json``.
        """
        text, extension = _as_text(produced)
        path = GOLDEN / ".".join(part for part in (self.stem, name, extension) if part)
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            return
        if not path.exists():
            pytest.fail(
                f"{path.relative_to(ROOT)} does not exist: run with --update-golden, review it"
            )
        kept = path.read_bytes().decode("utf-8")

        assert text == kept, (
            f"{path.relative_to(ROOT)} differs: if the change is meant, run with --update-golden"
        )


def _as_text(produced: object) -> tuple[str, str]:
    def line(value: object, **how: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=False, **how)

    match produced:
        case str():
            return produced if produced.endswith("\n") else produced + "\n", "txt"
        case dict():
            return line(produced, indent=2) + "\n", "json"
        case list() | tuple():
            return "".join(line(row) + "\n" for row in produced), "jsonl"
    raise TypeError(f"golden() takes text, a dict or rows, not {type(produced).__name__}")


def _golden_stem(test_name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", test_name.removeprefix("test_")).strip("-")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> GoldenFile:
    """Compare what people read with the file that was reviewed.

    ``golden(rows)`` compares; ``--update-golden`` rewrites, and the diff goes
    through review. Every test that uses it also runs under three hash seeds.
    """
    return GoldenFile(_golden_stem(request.node.name), request.config.getoption("--update-golden"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    owners: dict[str, str] = {}
    for item in items:
        fixtures: Sequence[str] = getattr(item, "fixturenames", ())
        if "golden" in fixtures:
            item.add_marker(pytest.mark.golden)
            stem = _golden_stem(item.name)
            if owners.setdefault(stem, item.nodeid) != item.nodeid:
                raise pytest.UsageError(
                    f"{item.nodeid} and {owners[stem]} would share tests/golden/{stem}.*: rename one"
                )
        if "shared_data" in fixtures:
            item.add_marker(pytest.mark.shared_data)


# --- data beside the repository ---------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party data; a test that asks for it is skipped where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no shared data; enable by: laying it at ../shared/data beside the repository")
    return SHARED_DATA


# --- a clean machine for every test -----------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_settings_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test reads, or writes into, the home of whoever runs it."""
    for variable in sorted(os.environ):
        if variable.startswith("LINSANG_") and variable != "LINSANG_CI":
            monkeypatch.delenv(variable)
    home = tmp_path_factory.getbasetemp() / "home"
    for variable, folder in (("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache")):
        monkeypatch.setenv(variable, str(home / folder))


# --- a store of objects -----------------------------------------------------------------------


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectServer]:
    """A server on the loopback that speaks S3, with an empty bucket."""
    if importlib.util.find_spec("moto") is None:
        pytest.skip("no server that speaks S3; enable by: make dev")
    with object_server(tmp_path_factory.mktemp("objects")) as server:
        yield server


# --- skips ------------------------------------------------------------------------------------


def _forbidden_skip(
    report: pytest.TestReport | pytest.CollectReport, item: pytest.Item | None
) -> bool:
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return False
    if item is not None and item.get_closest_marker("cluster") is not None:
        return HAS_RAY
    if item is None or item.get_closest_marker("shared_data") is None:
        return True
    return SHARED_DATA.is_dir()


def _fail_instead(report: pytest.TestReport | pytest.CollectReport) -> None:
    report.longrepr = f"skipped where it has to run (LINSANG_CI=1): {_reason(report)}"
    report.outcome = "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _forbidden_skip(report, item):
        _fail_instead(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _forbidden_skip(report, None):
        _fail_instead(report)
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    longrepr = report.longrepr
    text = str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def _skips(reports: Sequence[Any]) -> Iterator[tuple[str, str, str]]:
    for report in reports:
        reason, _, remedy = _reason(report).partition("enable by:")
        yield report.nodeid, reason.rstrip(" ;"), remedy.strip() or "(the test does not say)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each test that did not run, and what would let it."""
    skips = sorted(set(_skips(terminalreporter.stats.get("skipped", []))))
    if skips:
        terminalreporter.section("skipped")
    for name, reason, remedy in skips:
        terminalreporter.write_line(f"skipped: {name}: {reason}; enable by: {remedy}")
