"""How long is waited for what is to happen."""

import os

FACTOR = int(os.environ.get("ATELIER_TEST_TIME_FACTOR", "1"))


def patience(seconds):
    """More than that where a sanitizer slows the binary: cmake/atelier.cmake says by how much."""
    return seconds * FACTOR
