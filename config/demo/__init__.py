"""The demonstration: three programmes told as dated acts of named people; what is documented and what is
illustrative stands in docs/explanation/the-demo.md.

    people.yaml                         organisations and people
    <programme>/programme.yaml          the programme itself, its partners and members
    <programme>/*.yaml                  acts by subject; `script.py` reads them, `telling.py` carries
                                        them out with the verbs of `verbs.py` and `figures.py`
    series/*.csv                        published figures; see series/README.md
"""
