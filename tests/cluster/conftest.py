"""Tests of the extra `cluster`, which wants an older pyarrow than the rest of Linsang.

They run in an environment of their own, and take minutes: LINSANG_CLUSTER=1 collects them.
"""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("LINSANG_CLUSTER") == "1" else ["test_*.py"]
