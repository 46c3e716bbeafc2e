"""Which answer goes with what: the order again, as one piece or as a cart, and why not just so."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from domain.checkout import NotForSaleError, PriceChangedError, TermsChangedError
from domain.checkout_form import FormError
from domain.stock import StockGoneError
from functions.checkout.answers import PieceAnswers
from functions.checkout.cart_answers import CartAnswers
from functions.web.forms import Pairs

REFUSALS = (FormError, NotForSaleError, TermsChangedError, PriceChangedError, StockGoneError)
"""What the buyer can do something about, and is shown the order again for."""


def told(
    answers: PieceAnswers | CartAnswers, request: Request, pairs: Pairs, error: Exception
) -> Response:
    match error:
        case FormError():
            return answers.form_again(request, pairs, error)
        case NotForSaleError():
            return answers.not_for_sale(request, pairs, error)
        case TermsChangedError():
            return answers.terms_changed(request, pairs, error)
        case PriceChangedError():
            return answers.price_changed(request, pairs, error)
        case StockGoneError():
            return answers.stock_gone(request, pairs, error)
    raise error
