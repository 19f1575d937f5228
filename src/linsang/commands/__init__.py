"""The commands, one a file: what each says of itself, its options, and its run."""
