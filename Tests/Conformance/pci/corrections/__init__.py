"""The corrections of the reference: Nova's classes with functions replaced where a rule is in force (pci/rules.py)."""
