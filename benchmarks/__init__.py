"""Measurements, run by hand; ratios of one run, never a timed test."""
