"""What labelled listings teach: how well the scores do, and which thresholds fit."""
