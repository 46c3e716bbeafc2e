"""Global Privacy Control: what a browser says for its person without being asked.

The shop sells and shares nothing, so a visit has nothing to stop, and none is noted. On a privacy
request it is kept with the request as an opt-out of both, and counted in the year's report. A form
that somebody fills in themselves, such as the one for the letter, is a yes of their own to the shop
alone, which the signal doesn't take back.
"""

from __future__ import annotations

from starlette.requests import Request

HEADER = "sec-gpc"


def asks_not_to_be_sold(request: Request) -> bool:
    """Whether one of the headers is exactly 1; API Gateway joins several with commas."""
    said = ",".join(request.headers.getlist(HEADER)).split(",")
    return any(each.strip() == "1" for each in said)
