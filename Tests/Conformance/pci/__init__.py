"""Compares Berth's answers about PCI devices with Nova's; see docs/conformance.md."""
