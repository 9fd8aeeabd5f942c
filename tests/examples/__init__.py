"""Tests of the examples: their pages used as a person would, and their pure modules as any Python."""
