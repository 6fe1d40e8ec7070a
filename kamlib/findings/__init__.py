"""Findings: numbers of the wings turned into sentences, exhibits and advice."""
