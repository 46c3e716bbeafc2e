"""Every resource of a role that ends with a wildcard, and why AWS has no narrower name for it.

A test holds the template to this list, both ways. Resources are named as in `tests/rights`.
"""

from __future__ import annotations

from collections.abc import Mapping

LOG_STREAMS = "Lambda makes up the names of a log's streams; the log is the function's own."

FORCED: Mapping[str, str] = {
    **{
        f"{function}Logs:*": LOG_STREAMS
        for function in (
            *("Checkout", "Orders", "Newsletter", "Privacy", "Account", "Postman", "Clock"),
        )
    },
    "ExportsBucket/exports/*": "An object a copy of somebody's data: its name is made with it.",
    "ExportsBucket/proofs/*": "An object a proof that is handed in: its name is made with it.",
    "ExportsBucket/returns/*": "An object a picture of damage: its name is made with it.",
    "ses:identity/*": (
        "While the account is in SES's sandbox, the right is asked for the recipient's identity as "
        "well, and who gets a mail isn't known here."
    ),
    "PagesBucket/*": "A release's files: their names are made with it, and its id is its content's.",
    "PagesBucket/releases/*": "The same: those that are older than the last ten are deleted.",
    "PagesBucket/manifests/*": "One file a release, named by its id, which is its content's.",
    "cloudformation:stack/${AWS::StackName}/*": (
        "Publishing asks for the stack by its name, and the right is asked for every stack that "
        "ever had it: the last part of its address is CloudFormation's own, and new each time."
    ),
    "*": "ses:GetAccount: rate and quota are the whole account's, and have no name.",
}
