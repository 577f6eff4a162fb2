"""Faults under load, and an independent checker of what they leave behind: `tools/chaos`."""
