"""An instrument that an organisation might bring."""

PACK = """\
key: river-check
version: 1
title: River check
short_title: River check
source: Our own
licence: For our own use
wording: Our own words.
purpose: Shows how far the river teams are.
answered_by: Everybody in the teams.
answer: level
scoring: profile
extent: full
scale: {low: 0, high: 3, labels: {0: None, 1: Begun, 2: In part, 3: In full}, origin: ours}
dimensions:
  - {key: banks, title: Banks, objective: The banks hold., origin: ours}
  - {key: bridges, title: Bridges, objective: There are bridges., origin: ours}
sources:
  - {key: own, citation: River teams, url: "https://example.org/"}
"""
