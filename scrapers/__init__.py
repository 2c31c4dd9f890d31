"""From the web to notices: one module per source and format."""
