"""Figures from files: `files` reads cells, `values` dates and numbers, `rows` finds what they mean, `plan` what they would change."""
