"""Lets the tests of the suggester import the reader of labelled texts that lies beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
