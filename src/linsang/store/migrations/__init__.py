"""The ledger's tables, from the first version to this one, a step a file."""
