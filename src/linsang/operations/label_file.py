"""Labels that people wrote into a table: one line a decision."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from linsang.connectors.problems import InputError, shown
from linsang.model.decision import DecisionId
from linsang.store.record import Label, Question

_ANSWERS: Final = {"yes": True, "no": False}
_NEEDED: Final = ("decision_id", "label")
_ALLOWED: Final = (*_NEEDED, "about", "labelled_by")


def read_labels(path: Path, *, about: Question, labelled_by: str = "") -> list[Label]:
    """The labels in a CSV file with the columns *decision_id* and *label*: yes or no.

    The columns *about* and *labelled_by* say so for a line of its own. A line whose label is
    empty is left for later. Raises InputError for the first line that is none; whoever calls
    has then labelled nothing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check_header(path, rows.fieldnames or [])
            labels = [
                label
                for row in rows
                if (label := _label(path, rows.line_num, row, about, labelled_by))
            ]
    except OSError as error:
        raise InputError(
            str(path), f"cannot be read: {error.strerror}", mend="name a CSV file"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            str(path), f"is not UTF-8 (byte {error.start})", mend="save it as UTF-8"
        ) from None
    except csv.Error as error:
        raise InputError(str(path), f"is no CSV ({error})", mend="save it as CSV") from None
    if not labels:
        raise InputError(str(path), "no line has a label", mend="write yes or no into `label`")
    return labels


def _check_header(path: Path, header: Sequence[str]) -> None:
    for name in _NEEDED:
        if name not in header:
            raise InputError(
                str(path),
                f"has no column {name}; found {', '.join(map(shown, header)) or 'nothing'}",
                mend=f"expected the columns {', '.join(_ALLOWED)}, of which the last two may be left out",
                place="line 1",
            )


def _label(
    path: Path, line: int, row: dict[str, str | None], about: Question, labelled_by: str
) -> Label | None:
    said = (row["label"] or "").strip().lower()
    if not said:
        return None
    decision_id = (row["decision_id"] or "").strip()
    if said not in _ANSWERS or not decision_id:
        found = f"label {shown(row['label'])}" if decision_id else "a label without decision_id"
        raise InputError(
            str(path), found, mend="a label is yes or no, or empty", place=f"line {line}"
        )
    question = (row.get("about") or "").strip()
    if question and question not in set(Question):
        raise InputError(
            str(path),
            f"about {shown(question)}",
            mend=f"expected {' or '.join(Question)}",
            place=f"line {line}",
        )
    return Label(
        decision_id=DecisionId(decision_id),
        answer=_ANSWERS[said],
        about=Question(question) if question else about,
        labelled_by=(row.get("labelled_by") or "").strip() or labelled_by,
    )
