"""What every page of the site is served with: it may load its own files, and nothing else.

Source: the values that were shown to work on a page with structured data, and that give the
best mark of Mozilla's Observatory for a site without cookies.
"""

from __future__ import annotations

PAYMENT_PAGE = "https://checkout.stripe.com"
"""Where the form that buys is sent on to; browsers hold `form-action` against redirects too."""

PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb")

COMMON = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make forms send `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def security_headers(path: str) -> dict[str, str]:
    """The headers of a page or file at a path, such as `/search/`.

    A picture opened by its link is shown on a page of the browser's own, whose styles a policy
    would refuse; what isn't a page runs nothing anyway.
    """
    if not is_page(path):
        return COMMON
    return COMMON | {"Content-Security-Policy": content_security_policy()}


def is_page(path: str) -> bool:
    name = path.partition("?")[0].rpartition("/")[2]
    return "." not in name or name.endswith(".html")


def content_security_policy() -> str:
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        f"form-action 'self' {PAYMENT_PAGE}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return "; ".join(rules)
