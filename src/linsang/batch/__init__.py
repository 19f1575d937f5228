"""Screening over files: shard by shard, recorded, and taken up again where it was stopped."""

from linsang.batch.run import ScreeningRun
from linsang.batch.screened import screened_rows
from linsang.batch.summary import RunSummary

__all__ = ["RunSummary", "ScreeningRun", "screened_rows"]
