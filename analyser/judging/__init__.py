"""Passages x framework -> verdicts: encoder, heads, cues, qualifiers, calibrated decision, evidence."""
