"""The référentiel as data: its loader, its lint and the matching of its cues."""
