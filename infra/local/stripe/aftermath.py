"""What the page of a finished payment offers: a bank's doings, played by hand."""

from infra.local.stripe.books import Books
from infra.local.stripe.disputes import MAY_BECOME, dispute_of, move_dispute, open_dispute
from infra.local.stripe.levers import charge_of
from infra.local.stripe.refunds import bounce
from infra.local.stripe.store import Object

DISPUTE = "dispute"
BOUNCE = "bounce"

BUTTONS = {
    DISPUTE: "Have the buyer's bank dispute the payment",
    BOUNCE: "Have the bank send the last refund back",
    "under_review": "Hand the evidence in",
    "won": "Let the shop win the dispute",
    "lost": "Let the buyer win the dispute",
}


def what_may_happen(books: Books, session: Object) -> dict[str, str]:
    """The buttons' values and words, for a session whose money came."""
    intent = session["payment_intent"]
    if session["payment_status"] != "paid" or not intent:
        return {}
    dispute = dispute_of(books, intent)
    may: list[str] = [DISPUTE] if dispute is None else [*MAY_BECOME.get(dispute["status"], ())]
    if _made(books, intent):
        may.append(BOUNCE)
    return {name: BUTTONS[name] for name in may}


def bring_about(books: Books, session: Object, what: str) -> None:
    """Do one of `what_may_happen`."""
    intent = session["payment_intent"]
    dispute = dispute_of(books, intent)
    if what == DISPUTE:
        open_dispute(books, charge_of(books, intent), "product_not_received")
    elif what == BOUNCE:
        bounce(books, _made(books, intent)[0])
    elif dispute and what in {"under_review", "won", "lost"}:
        move_dispute(books, dispute, what)  # type: ignore[arg-type]  # narrowed by the set


def _made(books: Books, intent: str) -> list[Object]:
    return [
        each
        for each in books.store.newest_first("refund")
        if each["payment_intent"] == intent and each["status"] == "succeeded"
    ]
