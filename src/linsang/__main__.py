"""``python -m linsang``."""

import sys

from linsang.cli import main

sys.exit(main())
