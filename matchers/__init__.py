"""From notices to matches: considerations, signals, ranking, joint bids, learning."""
