"""Learning from decisions: lists of what was shown, weights that move with evidence, a gate before anything changes."""
