"""One frozen Settings, read once; what was said last and nearest counts.

From the weakest voice to the strongest:

1. the defaults below,
2. ``/etc/linsang.toml``,
3. ``linsang.toml`` in the working directory, or the file named by ``--config``
   or ``LINSANG_CONFIG`` instead of it,
4. the environment: ``LINSANG_WORKERS``, ``LINSANG_POLICY`` and so on,
5. the command line.

A relative path in a file starts at that file; anywhere else it starts at the
working directory.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from linsang import setting_values as values
from linsang.setting_values import Origin, Reader

SYSTEM_FILE: Final = Path("/etc/linsang.toml")
LOCAL_FILE_NAME: Final = "linsang.toml"
PREFIX: Final = "LINSANG_"
_PASSWORD: Final = re.compile(r"://[^/]*@")


class SettingsError(ValueError):
    """A setting that cannot be used: where it was said, what is wrong, what is allowed."""


def _key(
    meaning: str, reader: Reader, *, default: str = "", secret: bool = False
) -> dict[str, Any]:
    return {"meaning": meaning, "reader": reader, "default": default, "secret": secret}


def _user_folder(variable: str, on_linux: str, on_mac: str) -> Path:
    """The folder that the platform keeps for such files, per user.

    A relative path in an XDG variable is to be ignored, says their specification.
    """
    named = os.environ.get(variable, "")
    if named and Path(named).is_absolute():
        return Path(named) / "linsang"
    try:
        home = Path.home()
    except RuntimeError:
        raise SettingsError(
            f"no home folder is known here: set {variable}, or {PREFIX}DATA_DIR and {PREFIX}CACHE_DIR"
        ) from None
    return home / (on_mac if sys.platform == "darwin" else on_linux) / "linsang"


def _default_data_dir() -> Path:
    return _user_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def _default_cache_dir() -> Path:
    return _user_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, checked, with where each value was said.

    >>> settings = Settings(policy="marketplace-strict", workers=2)
    >>> settings.policy, settings.batch_rows
    ('marketplace-strict', 8192)
    """

    policy: str = field(
        default="coalition",
        metadata=_key("The policy that decides: a shipped one by name, or a file.", values.policy),
    )
    data_dir: Path = field(
        default_factory=_default_data_dir,
        metadata=_key(
            "Where a platform's own layers are kept.",
            values.path,
            default="`$XDG_DATA_HOME/linsang`",
        ),
    )
    cache_dir: Path = field(
        default_factory=_default_cache_dir,
        metadata=_key(
            "Where compiled reference data is kept; may be deleted at any time.",
            values.path,
            default="`$XDG_CACHE_HOME/linsang`",
        ),
    )
    workers: int = field(
        default=1,
        metadata=_key(
            "Processes that screen at the same time, 1 to 256.", values.whole_number(1, 256)
        ),
    )
    batch_rows: int = field(
        default=8192,
        metadata=_key(
            "Rows that are read and judged together, 1 to 1000000.",
            values.whole_number(1, 1_000_000),
        ),
    )
    shard_rows: int = field(
        default=65_536,
        metadata=_key(
            "Rows that are written and recorded together, so that a stopped run goes on "
            "after them, 1 to 10000000.",
            values.whole_number(1, 10_000_000),
        ),
    )
    language: str = field(
        default="auto",
        metadata=_key(
            "The language of messages to people; `auto` follows the text or the terminal.",
            values.language,
        ),
    )
    carry: tuple[str, ...] = field(
        default=(),
        metadata=_key(
            "Further input columns that results carry through.",
            values.many(values.column, ",", "a list of columns"),
        ),
    )
    reference_layers: tuple[Path, ...] = field(
        default=(),
        metadata=_key(
            "Folders that are laid over the shipped reference data, the last on top.",
            values.many(values.path, os.pathsep, "a list of paths"),
        ),
    )
    terms: Path | None = field(
        default=None,
        metadata=_key(
            "The platform's own terms, which are private.",
            values.path,
            default="`terms.csv` in `data_dir`",
        ),
    )
    ledger: str | None = field(
        default=None,
        metadata=_key(
            "Where decisions are recorded: a file, or the URL of a PostgreSQL database.",
            values.ledger,
            default="nowhere",
            # A URL may hold a password.
            secret=True,
        ),
    )
    images: str = field(
        default="off",
        metadata=_key(
            "Whether pictures are looked at: `off`, `all`, or `auto`, those of listings whose "
            "words say something and as many others as `image_budget` allows.",
            values.one_of("off", "auto", "all"),
        ),
    )
    image_root: Path | None = field(
        default=None,
        metadata=_key(
            "The folder that paths in the column `images` start at and may not leave.",
            values.path,
            default="none: paths are not opened",
        ),
    )
    image_model: str = field(
        default="default",
        metadata=_key(
            "What sees: a shipped picture model, `default` or `imagenet`, or a folder.",
            values.model,
        ),
    )
    image_budget: int = field(
        default=200,
        metadata=_key(
            "Under `images = auto`, how many pictures a thousand rows may have looked at though "
            "their words say nothing, 0 to 1000000.",
            values.whole_number(0, 1_000_000),
        ),
    )
    audit_rate: float = field(
        default=0.01,
        metadata=_key(
            "The share of the listings let go that is drawn at random, looked at and recorded, "
            "0 to 1.",
            values.share,
        ),
    )
    s3_endpoint: str | None = field(
        default=None,
        metadata=_key(
            "The server behind addresses that begin with `s3://`, as in "
            "`https://storage.example:9000`.",
            values.endpoint,
            default="`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or Amazon's",
        ),
    )
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False, metadata={})

    @property
    def terms_path(self) -> Path:
        """Where the platform's own terms are, said or not."""
        return self.terms if self.terms is not None else self.data_dir / "terms.csv"

    def described(self) -> tuple[str, ...]:
        """Return a line for each setting: its value and where it was said, without secrets.

        >>> Settings(workers=2).described()[3]
        'workers = 2 (default)'
        """
        return tuple(
            f"{key.name} = {_shown(getattr(self, key.name), secret=key.metadata['secret'])}"
            f" ({self.origins.get(key.name, 'default')})"
            for key in keys(type(self))
        )


def keys(of: type[Settings] = Settings) -> tuple[dataclasses.Field[Any], ...]:
    """Return the settings as fields, in the order in which they are documented."""
    return tuple(each for each in dataclasses.fields(of) if each.metadata)


def _shown(value: object, *, secret: bool) -> str:
    if secret:
        return "(hidden)" if value else "(not set)"
    if isinstance(value, tuple):
        return "[" + ", ".join(str(part) for part in value) + "]"
    return "(not set)" if value is None else str(value)


def load_settings(
    said: Mapping[str, object] | None = None,
    *,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
    working_directory: Path | None = None,
    system_file: Path = SYSTEM_FILE,
) -> Settings:
    """Return the settings of this run.

    *said* is what the command line says, by the setting's name; ``None`` there
    means that it says nothing. A file that *config* names has to exist, the
    two usual ones need not.

    >>> load_settings({"workers": 4, "policy": None}, environment={"LINSANG_WORKERS": "2"}).workers
    4
    """
    environment = os.environ if environment is None else environment
    here = Path.cwd() if working_directory is None else working_directory
    values: dict[str, object] = {}
    origins: dict[str, str] = {}

    def take(entries: Mapping[str, object], origin: Origin) -> None:
        for name, value in entries.items():
            values[name] = _read(name, value, origin)
            origins[name] = origin.name

    named = config or (
        Path(environment[PREFIX + "CONFIG"]) if environment.get(PREFIX + "CONFIG") else None
    )
    for file, required in (
        (system_file, False),
        (named or Path(LOCAL_FILE_NAME), named is not None),
    ):
        path = here / file.expanduser()
        if required or path.is_file():
            take(_read_file(path, str(file)), Origin(str(file), path.parent))
    for name, variable in _from_environment(environment).items():
        take({name: environment[variable]}, Origin(variable, here, as_text=True))
    spoken = {name: value for name, value in (said or {}).items() if value is not None}
    take(spoken, Origin("command line", here, as_text=True))
    return Settings(**values, origins=origins)  # type: ignore[arg-type]  # each reader gives its field's type


def _read(name: str, value: object, origin: Origin) -> object:
    known = {key.name: key for key in keys()}
    if name not in known:
        raise SettingsError(f"{origin.name}: '{name}' is not a setting{_hint(name)}")
    reader: Reader = known[name].metadata["reader"]
    try:
        return reader(value, origin)
    except ValueError as wrong:
        secret = known[name].metadata["secret"] or _PASSWORD.search(str(value)) is not None
        shown = _shown(value, secret=secret)
        label = "" if origin.name == PREFIX + name.upper() else f"{name}: "
        raise SettingsError(f"{origin.name}: {label}{wrong}, found {shown!r}") from None


def _read_file(path: Path, name: str) -> Mapping[str, object]:
    import tomllib  # most runs have no file, and starting cold counts

    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as wrong:
        raise SettingsError(f"{name}: cannot be read: {wrong.strerror or wrong}") from None
    except UnicodeDecodeError as wrong:
        raise SettingsError(f"{name}: is not UTF-8 (byte {wrong.start})") from None
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"{name}: is not TOML: {wrong}") from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return which variable sets which setting.

    Orchestrators put variables of their own beside ours (``LINSANG_PORT`` for a
    service called linsang), so a stranger is let pass; only one that is nearly
    a setting, and therefore a slip, is an error. An empty variable says nothing.
    """
    variables = {PREFIX + key.name.upper(): key.name for key in keys()}
    found: dict[str, str] = {}
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or not environment[variable]:
            continue
        if variable in variables:
            found[variables[variable]] = variable
            continue
        near = difflib.get_close_matches(
            variable[len(PREFIX) :].lower(), variables.values(), 1, 0.8
        )
        if near:
            raise SettingsError(
                f"{variable}: is not a setting; did you mean {PREFIX}{near[0].upper()}?"
            )
    return found


def _hint(name: str) -> str:
    allowed = [key.name for key in keys()]
    near = difflib.get_close_matches(name.lower(), allowed, 1, 0.6)
    guess = f"; did you mean '{near[0]}'?" if near else ";"
    return f"{guess} allowed are {', '.join(sorted(allowed))}"
