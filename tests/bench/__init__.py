"""Benchmarks: `make bench`. Figures beside peers and limits of the same run; docs/bench.md says how to read them."""
