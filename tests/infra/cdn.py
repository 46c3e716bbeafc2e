"""The CDN of the template, for whoever asks what a visitor would be sent."""

from __future__ import annotations

import fnmatch
from typing import Any

from tests.infra.parts import properties

EXPORTS = "copies-of-the-shop"
DEFAULTS = {"HstsSeconds": 86400, "HstsSubdomains": "false", "HstsPreload": "false"}

Behavior = dict[str, Any]


def distribution() -> dict[str, Any]:
    found: dict[str, Any] = properties("Shop")["DistributionConfig"]
    return found


def behavior(path: str) -> Behavior:
    """The first whose pattern fits, or the default one, as CloudFront takes them."""
    for each in distribution()["CacheBehaviors"]:
        if fnmatch.fnmatchcase(path, each["PathPattern"]):
            return dict(each)
    return dict(distribution()["DefaultCacheBehavior"])


def sent_headers(path: str, **parameters: object) -> dict[str, str]:
    """What CloudFront adds to an answer at that path, by the headers' names."""
    said = properties(behavior(path)["ResponseHeadersPolicyId"]["Ref"])
    config = said["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    assert security["ContentTypeOptions"] == {"Override": True}
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": _hsts(
            security["StrictTransportSecurity"], DEFAULTS | parameters
        ),
    }
    headers |= {each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]}
    if policy := security.get("ContentSecurityPolicy"):
        headers["Content-Security-Policy"] = _text(policy["ContentSecurityPolicy"])
    return headers


def _hsts(said: dict[str, Any], parameters: dict[str, object]) -> str:
    def value(name: str) -> object:
        return parameters[said[name]["Ref"]]

    header = f"max-age={value('AccessControlMaxAgeSec')}"
    if value("IncludeSubdomains") == "true":
        header += "; includeSubDomains"
    if value("Preload") == "true":
        header += "; preload"
    return header


def _text(said: str | dict[str, str]) -> str:
    written = said if isinstance(said, str) else said["Fn::Sub"]
    return written.replace("${ExportsBucket}", EXPORTS)
