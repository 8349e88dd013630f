"""Compares Berth's answers about NUMA topologies with those of OpenStack Nova; see docs/conformance.md."""
