"""Privacy requests in the words of who asks: what they asked, how it stands, and why then."""

from __future__ import annotations

from domain.request_states import Reason, State, Type
from domain.requests import Request

ASKED = {
    Type.ACCESS: "to show what we know about you",
    Type.PORTABILITY: "to put your data into files to take elsewhere",
    Type.CORRECTION: "to correct something about you",
    Type.ERASURE: "to erase your data",
    Type.RESTRICTION: "to set your data aside and not use it",
    Type.OPT_OUT: "to stop writing to you",
    Type.WITHDRAWAL: "to end what you had consented to",
    Type.OBJECTION: "to stop a use of your data",
    Type.COMPLAINT: "to look into a complaint",
    Type.CHILD: "to erase a child’s data",
    Type.APPEAL: "to look at a decision again",
}
"""After “you asked”, or “we were asked”: no word of it is the person's own."""

TITLES = {
    State.RECEIVED: "Your request has arrived",
    State.IDENTITY_PENDING: "One thing is needed from you",
    State.IN_REVIEW: "We’re looking at it",
    State.EXECUTING: "We’re on it",
    State.FULFILLED: "It’s done",
    State.PARTIALLY_FULFILLED: "Done, but for a part",
    State.DENIED: "We said no",
    State.ACKNOWLEDGED: "Your complaint has arrived",
    State.INVESTIGATING: "We’re looking into it",
    State.DECIDED: "What came of your complaint",
    State.REVOKED: "You took it back",
    State.DUPLICATE: "You have asked for this before",
    State.APPEALED: "It is being looked at again",
    State.UPHELD: "We looked again, and it stays",
    State.REVERSED: "You were right",
}

REASONS = {
    Reason.SUSPECTED_FRAUD: "It looks to us as if somebody else had asked in your name.",
    Reason.INSUF_VERIFICATION: "Nobody showed us in time that the mailbox is theirs.",
    Reason.NO_MATCH: "We hold nothing that this could be about.",
    Reason.CLAIM_NOT_COVERED: "What was asked for isn’t ours to give, or was decided for good before.",
    Reason.OUTSIDE_JURISDICTION: "The law that was named doesn’t hold here.",
    Reason.TOO_MANY_REQUESTS: "The same was asked again and again in a short time.",
    Reason.OTHER: "There is a reason of its own:",
    Reason.LEGAL_RETENTION: "A law makes us keep a part of it for some time.",
}

RULES = {
    "gdpr/12.3": "the GDPR (article 12(3)) gives us one month from the day that it arrived",
    "uk-gdpr/12.3": "the UK GDPR (article 12(3)) gives us one month from the day that it arrived",
    "ccpa/7021": "California (11 CCR 7021) gives us 45 days from the day that it arrived",
    "tdpsa/541.052": "Texas (Business & Commerce Code 541.052) gives us 45 days",
    "tdpsa/541.053": "Texas (Business & Commerce Code 541.053) gives us 60 days for an appeal",
    "promise": "that is what our privacy policy promises to everybody",
}

PLACES = {
    "orders": "Orders",
    "subscribers": "The letter’s list",
    "sends": "Letters sent",
    "outbox": "Emails sent",
    "requests": "Earlier requests",
    "account": "What you asked us to keep",
    "stripe": "Stripe, the payment company",
    "restriction": "Everything that uses your data",
}

KEPT = {
    "orders": "Of your orders: what was bought, for how much, and the tax",
    "payment_details_at_stripe": "What Stripe keeps of your payments",
    "suppression": "A code made from your address, and nothing by which it could be read",
    "all_in_orders": "Your orders, with your name and addresses",
    "all_in_subscribers": "Your entry in the letter’s list",
    "all_in_sends": "Which letters were sent to you",
    "all_in_outbox": "Which emails were sent to you",
    "all_in_requests": "What you wrote in earlier requests",
    "all_in_account": "Addresses and the wishlist that you asked us to keep",
    "all_in_stripe": "What Stripe, the payment company, has of you",
    "mail_service_list": "Your address on a list at Amazon, which sends our mail",
    "request_log": "That this was asked and done, without your name or address",
}
BASES = {
    "tax_law": "the tax office may ask for it",
    "stripe_answers_for_them": "Stripe answers for it, and has to keep it by the laws on payments",
    "your_wish": "so that no list brings you back",
    "undeliverable": (
        "mail to it didn’t arrive, or was called spam, and it isn’t to be tried again; write to us, "
        "and we take it off"
    ),
    "not_erased": "we couldn’t erase it there, and say why",
    "record_of_requests": "so that we can show that we did it",
}
"""Why something is kept, after what is."""

AUTHORITIES = (
    ("In the European Union", "the data protection authority where you live"),
    ("In the United Kingdom", "the Information Commissioner’s Office (ICO)"),
    ("In California", "the California Privacy Protection Agency"),
    ("In Texas", "the attorney general"),
)


def title_of(request: Request) -> str:
    """How it stands. Nobody “looks at” what goes on by itself."""
    runs = request.state is State.IN_REVIEW and request.runs_by_itself
    return TITLES[State.EXECUTING if runs else request.state]


def why_then(request: Request) -> str:
    """After “because”: the rule by which the day is due."""
    days = request.appeal.deadline if request.appeal else request.deadline
    return RULES.get(days.rule, RULES["promise"])
