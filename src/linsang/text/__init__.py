"""Writing systems: folding, matching and a soft guess at the language."""
