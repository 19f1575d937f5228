"""What the world knows, as dated and sourced data."""
