"""Measurements: each module prints one table; `README.md` says how to read them."""
