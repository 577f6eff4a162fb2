"""Measures Atelier beside something comparable: run by tools/bench. The nodes and brokers are those
of the end to end tests' harness, which is put on the path here."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
