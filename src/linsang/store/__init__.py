"""What was decided, kept: append-only, on SQLite or PostgreSQL."""
