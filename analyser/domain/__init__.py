"""Frozen value objects shared by every layer. Standard library only."""
