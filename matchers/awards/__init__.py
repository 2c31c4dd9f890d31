"""Ranking of procurements for suppliers by what they have won before, learned from and measured on real awards."""
