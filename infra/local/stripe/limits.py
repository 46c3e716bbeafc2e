"""What Stripe refuses when a Checkout Session is opened."""

from urllib.parse import urlsplit

from infra.local.stripe.errors import StripeShapedError, invalid, not_offered
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

MOST_LINES = 100
MOST_SHIPPING_OPTIONS = 5
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 60 * 60
MOST_METADATA = 50
LONGEST_METADATA_KEY = 40
LONGEST_METADATA_VALUE = 500
LONGEST_REFERENCE = 200
LONGEST_CUSTOM_TEXT = 1200
SMALLEST_CHARGE = {"usd": 50, "eur": 50, "gbp": 30, "cad": 50, "aud": 50, "jpy": 50, "chf": 50}


def check_opening(params: Params) -> None:
    if params.get("mode") != "payment":
        raise not_offered("mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_offered("ui_mode")
    _check_counts(params)
    _check_urls(params)
    _check_texts(params)
    check_metadata(params.get("metadata", {}), "metadata")
    of_payment = params.get("payment_intent_data", {}).get("metadata", {})
    check_metadata(of_payment, "payment_intent_data[metadata]")


def _check_counts(params: Params) -> None:
    if not params.get("line_items"):
        raise invalid("Missing required param: line_items.", "line_items", "parameter_missing")
    if len(params["line_items"]) > MOST_LINES:
        message = f"`line_items` can have at most {MOST_LINES} items in `payment` mode."
        raise invalid(message, "line_items")
    if len(params.get("shipping_options", [])) > MOST_SHIPPING_OPTIONS:
        message = f"You may specify at most {MOST_SHIPPING_OPTIONS} shipping options."
        raise invalid(message, "shipping_options")


def _check_urls(params: Params) -> None:
    if "success_url" not in params:
        raise invalid("Missing required param: success_url.", "success_url", "parameter_missing")
    for name in ("success_url", "cancel_url"):
        if name in params and urlsplit(params[name]).scheme not in {"http", "https"}:
            raise invalid("Not a valid URL", name, "url_invalid")


def _check_texts(params: Params) -> None:
    if len(params.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise _too_long("client_reference_id", LONGEST_REFERENCE)
    for place, text in params.get("custom_text", {}).items():
        if text and len(text["message"]) > LONGEST_CUSTOM_TEXT:
            raise _too_long(f"custom_text[{place}][message]", LONGEST_CUSTOM_TEXT)


def _too_long(param: str, most: int) -> StripeShapedError:
    return invalid(
        f"Invalid string: {param} must be at most {most} characters",
        param,
        "parameter_invalid_string",
    )


def check_metadata(metadata: dict[str, str], param: str) -> None:
    """Hold Stripe's limits: 50 keys of 40 characters without brackets, values of 500 (docs.stripe.com/api/metadata)."""
    if len(metadata) > MOST_METADATA:
        raise invalid(f"Metadata can have at most {MOST_METADATA} keys.", param)
    for key, value in metadata.items():
        if len(key) > LONGEST_METADATA_KEY:
            raise _too_long(f"{param}[{key}]", LONGEST_METADATA_KEY)
        if len(value) > LONGEST_METADATA_VALUE:
            raise _too_long(f"{param}[{key}]", LONGEST_METADATA_VALUE)


def expiry(asked: int | None, now: int) -> int:
    if asked is None:
        return now + LONGEST_SECONDS
    if asked < now + SHORTEST_SECONDS:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
        raise invalid(message, "expires_at")
    if asked >= now + LONGEST_SECONDS:
        message = (
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )
        raise invalid(message, "expires_at")
    return asked


def check_line(line: Params, param: str) -> Params:
    data = line.get("price_data")
    if not data or "product_data" not in data:
        raise not_offered(f"{param} without price_data[product_data]")
    for name in set(line) - {"price_data", "quantity", "metadata", "tax_rates"}:
        raise not_offered(f"{param}[{name}]")
    if "unit_amount" not in data:
        where = f"{param}[price_data][unit_amount]"
        raise invalid(f"Missing required param: {where}.", where, "parameter_missing")
    if data["unit_amount"] < 0:
        where = f"{param}[price_data][unit_amount]"
        raise invalid("Invalid non-negative integer", where, "parameter_invalid_integer")
    if line.get("quantity", 0) < 1:
        where = f"{param}[quantity]"
        raise invalid("This value must be greater than or equal to 1.", where)
    check_metadata(data["product_data"].get("metadata", {}), f"{param}[metadata]")
    return line


def one_currency(lines: list[Params]) -> str:
    currencies = {line["price_data"]["currency"] for line in lines}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    check_currency(lines[0]["price_data"], "currency", "line_items[0][price_data]")
    return str(currencies.pop())


def check_currency(params: Params, name: str, path: str = "") -> None:
    where = f"{path}[{name}]" if path else name
    if name not in params:
        raise invalid(f"Missing required param: {where}.", where, "parameter_missing")
    currency: str = params[name]
    if not (len(currency) == len("usd") and currency.isalpha() and currency.islower()):
        raise invalid(f"Invalid currency: {currency}.", where)


def check_positive(params: Params, name: str, path: str = "") -> None:
    if params.get(name, 1) < 1:
        where = f"{path}[{name}]" if path else name
        raise invalid("Invalid positive integer", where, "parameter_invalid_integer")


def check_taxes(params: Params) -> None:
    """With `automatic_tax`, each price says how it stands to tax and none names a rate itself."""
    if not params.get("automatic_tax", {}).get("enabled"):
        return
    for index, line in enumerate(params["line_items"]):
        if line.get("tax_rates"):
            message = "You can't specify tax rates together with automatic tax."
            raise invalid(message, f"line_items[{index}][tax_rates]")
        if line["price_data"].get("tax_behavior", "unspecified") == "unspecified":
            message = "With automatic tax, a price needs a `tax_behavior`: exclusive or inclusive."
            raise invalid(message, f"line_items[{index}][price_data][tax_behavior]")


def refuse_small(session: Object) -> None:
    smallest = SMALLEST_CHARGE.get(session["currency"], 0)
    if 0 < session["amount_total"] < smallest:
        message = f"The Checkout Session's total amount must be at least {smallest} in {session['currency']}."
        raise invalid(message, None, "amount_too_small")
