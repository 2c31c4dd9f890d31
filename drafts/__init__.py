"""From a match to the documents of a bid-support package."""
