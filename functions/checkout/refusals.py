"""Which answer goes with what: the order again, as one piece or as a cart, and why not just so."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from domain.changes import OrderChangedError
from domain.checkout_form import FormError
from domain.limits import HeldAgainError, TooManyTriesError, TooMuchHeldError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from functions.checkout.answers import PieceAnswers
from functions.checkout.cart_answers import CartAnswers
from functions.web.forms import Pairs
from functions.web.problems import problem_of

TROUBLE = (
    HeldAgainError,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    TooManyTriesError,
    TooMuchHeldError,
)
"""What passes, or what the buyer can't mend in the form: it is kept, to be sent again."""

REFUSALS = (FormError, OrderChangedError, *TROUBLE)
"""For what the buyer is shown the order again."""


def told(
    answers: PieceAnswers | CartAnswers, request: Request, pairs: Pairs, error: Exception
) -> Response:
    if isinstance(error, FormError):
        return answers.form_again(request, pairs, error)
    if isinstance(error, OrderChangedError):
        return answers.changed(request, pairs, error)
    problem = problem_of(error)
    if problem is None:
        raise error
    return answers.trouble(request, pairs, problem)
