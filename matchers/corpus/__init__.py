"""Labelled Swedish passages that teach the reading of social considerations; see README.md beside this file."""
