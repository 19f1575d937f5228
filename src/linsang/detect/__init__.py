"""Detectors, one a file. They do not know each other and never decide."""
