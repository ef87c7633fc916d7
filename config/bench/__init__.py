"""Made-up programmes in bulk, and how long the pages take that show them: `make bench` (docs/reference/performance.md)."""
