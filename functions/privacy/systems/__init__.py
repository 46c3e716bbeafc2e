"""One module a place that holds something of a person: how it is shown, and how it goes.

A new place gets a module here and a line in `domain.holdings.PLACES`.
"""
