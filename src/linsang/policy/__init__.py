"""Policy: text with a version that turns an assessment into a decision."""
