"""Tests of matchers."""
