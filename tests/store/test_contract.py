"""One contract, three ledgers."""

from __future__ import annotations

import pytest

from linsang.store.sql_ledger import SqlLedger
from linsang.testing.ledger_contract import LedgerContract
from linsang.testing.memory import MemoryLedger


class TestMemoryLedger(LedgerContract):
    """In memory."""

    @pytest.fixture
    def ledger(self):
        return MemoryLedger()


class TestSqliteLedger(LedgerContract):
    """In a file."""

    @pytest.fixture
    def ledger(self, tmp_path):
        with SqlLedger.open(str(tmp_path / "ledger.db"), create=True) as ledger:
            yield ledger


class TestPostgresLedger(LedgerContract):
    """On a server."""

    @pytest.fixture
    def ledger(self, postgres):
        with SqlLedger.open(postgres, create=True) as ledger:
            yield ledger
