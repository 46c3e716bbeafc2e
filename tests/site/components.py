"""The theme's components, to be rendered one by one."""

import jinja2

from tests.site.building import ROOT


def components() -> jinja2.Environment:
    """Strict as the build is, without filters: a test adds those that its component may use."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "theme/templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
