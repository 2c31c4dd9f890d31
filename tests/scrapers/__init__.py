"""Tests of scrapers."""
