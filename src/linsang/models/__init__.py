"""Learned models as they are shipped: numbers, a card that says how good they are, digests."""
