"""The pages on which somebody asks about their data, and what programs read of that."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import html5lib  # type: ignore[import-untyped]  # has no types
import pytest

from domain.policies import InForce, PolicyVersion
from domain.request_form import RequestForm
from domain.request_forms import BY_SLUG, FORMS
from domain.request_reading import FIELDS
from tests.policies import POLICIES
from tests.site.building import ORIGIN, TODAY, Site
from tests.site.components import components

IN_FORCE = InForce(POLICIES)


def fields(html: str) -> set[str]:
    """What a person is asked for, and nothing of what goes along unseen."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    asked = [each for tag in ("input", "select", "textarea") for each in page.iter(tag)]
    return {each.get("name") for each in asked if each.get("type") != "hidden"} - {"website"}


def rendered(form: RequestForm, typed: dict[str, str], errors: dict[str, str]) -> str:
    jinja = components()
    jinja.filters["date"] = str
    module = jinja.get_template("components/privacy_form.html").make_module()
    said = module.__dict__["privacy_faults"](errors)
    shown = module.__dict__["request_form"](form, IN_FORCE, typed, errors)
    return re.sub(r"\s+", " ", f"{said}{shown}")


def test_the_page_of_all_leads_to_a_page_for_each_and_back(site: Site) -> None:
    page = site.pages["/privacy/request/"]

    for form in FORMS:
        what = form.kind or form.by
        assert f'<a href="{form.path}" data-request="{what}">{form.title}</a>' in page
        assert '<a href="/privacy/request/">' in site.pages[form.path]


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("see", {"mail", "lives"}),
        ("take-along", {"mail", "lives"}),
        ("correct", {"mail", "says", "lives"}),
        ("erase", {"mail", "lives"}),
        ("set-aside", {"mail", "lives"}),
        ("end-letters", {"mail", "lives"}),
        ("take-back", {"mail", "lives"}),
        ("object", {"mail", "lives"}),
        ("child", {"mail", "name", "own_mail", "lives", "signed"}),
        ("agent", {"kind", "mail", "name", "own_mail", "lives", "signed"}),
        ("complain", {"mail", "says", "lives"}),
        ("appeal", {"mail", "about", "says", "lives"}),
    ],
)
def test_each_form_asks_only_for_what_it_needs(site: Site, slug: str, asked: set[str]) -> None:
    page = site.pages[f"/privacy/request/{slug}/"]

    assert fields(page) == asked
    assert f'<input type="hidden" name="form" value="{slug}">' in page
    assert '<form class="request" method="post" action="/api/privacy/request" novalidate>' in page


def test_no_form_has_a_field_that_nobody_reads() -> None:
    named = {name for form in FORMS for name in fields(rendered(form, {}, {}))}

    assert named <= set(FIELDS)


def test_nothing_is_chosen_or_signed_beforehand(site: Site) -> None:
    for form in FORMS:
        page = site.pages[form.path]

        assert "checked" not in page
        assert '<option value="unsaid">I’d rather not say</option>' in page


def test_each_form_says_what_happens_and_by_when(site: Site) -> None:
    days = site.in_force.terms["respond_within_days"]

    for form in FORMS:
        page = site.pages[form.path]
        assert "What happens next" in page
        assert ("the moment you press" in page) or f"within {days} days of today" in page
        assert "{" not in page[page.index("<main") :]
        assert 'rel="privacy-policy"' in page


def test_what_was_typed_is_kept_and_each_error_stands_at_its_field() -> None:
    typed = {
        "kind": "erasure",
        "mail": '"><script>',
        "name": "<b>Al</b>",
        "lives": "uk",
        "signed": "yes",
    }
    errors = {"mail": "Enter it.", "own_mail": "Enter yours."}

    form = rendered(BY_SLUG["agent"], typed, errors)

    assert '<li><a href="#mail">Enter it.</a></li> <li><a href="#own_mail">Enter yours.' in form
    assert '<p class="error" id="error-mail">Enter it.</p>' in form
    assert 'value="&#34;&gt;&lt;script&gt;" aria-invalid="true"' in form
    assert 'aria-describedby="error-mail mail-hint"' in form
    assert 'value="&lt;b&gt;Al&lt;/b&gt;"' in form
    assert '<input type="radio" name="kind" value="erasure" checked>' in form
    assert '<option value="uk" selected>' in form
    assert 'name="signed" value="yes" required checked>' in form
    assert "<script>" not in form


def test_words_are_given_back_as_they_were_typed() -> None:
    form = rendered(BY_SLUG["complain"], {"says": "</textarea><b>"}, {"says": "Shorten it."})

    assert "&lt;/textarea&gt;&lt;b&gt;</textarea>" in form
    assert 'aria-invalid="true" aria-describedby="error-says says-hint"' in form


def test_the_privacy_policy_leads_people_and_programs_to_the_form(site: Site) -> None:
    page = site.pages["/policies/privacy/"]

    assert '<link rel="privacy-request" href="/privacy/request/">' in page
    assert 'href="/privacy/request/"' in page.partition("</head>")[2]


def test_programs_learn_that_global_privacy_control_is_obeyed(site: Site) -> None:
    said = json.loads(site.file("/.well-known/gpc.json").read_bytes())

    privacy: PolicyVersion | None = site.in_force.of("privacy")
    assert privacy
    assert said == {"gpc": True, "lastUpdate": privacy.effective.isoformat()}


def test_security_txt_says_where_to_report_and_ends_within_a_year(site: Site) -> None:
    text = site.file("/.well-known/security.txt").read_text("utf-8")

    said = dict(line.split(": ", 1) for line in text.splitlines())
    assert said == {
        "Contact": f"mailto:{site.promises.shop.mail}",
        "Expires": "2027-11-26T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": f"{ORIGIN}/.well-known/security.txt",
    }
    began = datetime.fromisoformat(TODAY).replace(tzinfo=UTC)
    assert datetime.fromisoformat(said["Expires"]) - began < timedelta(days=365)
