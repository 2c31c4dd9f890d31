"""The commands of `anbudslots`, by what they are about; `cli.py` puts them together."""
