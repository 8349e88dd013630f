"""What the comparisons have in common: cases, runs, figures, and how a difference is explained."""
