"""Refusals in the shape that Stripe gives them."""

from typing import Any


class StripeShapedError(Exception):
    """An answer other than 200.

    `executed` says whether the request got past validation: only then does Stripe save the answer
    under its idempotency key (docs.stripe.com/api/idempotent_requests).
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.executed = executed
        fields = {"code": code, "message": message, "param": param, "type": kind}
        self.body: dict[str, Any] = {
            "error": {name: value for name, value in fields.items() if value is not None}
        }
        if code:
            self.body["error"]["doc_url"] = f"https://stripe.com/docs/error-codes/{code}"


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeShapedError:
    """Refuse parameters: nothing has happened yet."""
    return StripeShapedError(400, "invalid_request_error", message, code=code, param=param)


def refused(message: str, param: str | None = None, code: str | None = None) -> StripeShapedError:
    """Refuse what is well put, because the state of things forbids it."""
    return StripeShapedError(
        400, "invalid_request_error", message, code=code, param=param, executed=True
    )


def missing(what: str, object_id: str, param: str, status: int = 404) -> StripeShapedError:
    return StripeShapedError(
        status,
        "invalid_request_error",
        f"No such {what}: '{object_id}'",
        code="resource_missing",
        param=param,
    )


def not_offered(what: str) -> StripeShapedError:
    """Admit what Stripe can do and the stand-in can't, instead of pretending."""
    return invalid(f"The stand-in for Stripe does not implement {what}.", what)
