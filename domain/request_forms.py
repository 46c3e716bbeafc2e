"""The forms by which somebody asks about their data: one for each thing that can be asked for."""

from __future__ import annotations

from domain.request_form import RequestForm
from domain.request_states import Type

_LINK = (
    "We email a link at once, to the address that you enter: it leads to the page of your request."
)
_CODE = (
    "On that page you have a code mailed to you. Typing it in shows us that the mailbox is yours. "
    "Nobody asks for an ID."
)
_ORDERS = (
    "If you have bought something from us, have an order’s number or the postal code that it went "
    "to at hand. With it you have what belongs to your orders as well."
)
_LAPSES = (
    "If nobody types the code in within {lapses} days, we close the request and tell you so. You "
    "can ask again whenever you like."
)
_ANSWER = "You have our answer within {days} days of today, or sooner where your law says so."
_AUTHORITY = (
    "You can go to an authority at any time, before or after: in Texas the attorney general, in the "
    "United Kingdom the Information Commissioner’s Office, in the European Union the data "
    "protection authority where you live."
)
_AT_ONCE = "We do it the moment you press the button. You needn’t prove anything."

FORMS: tuple[RequestForm, ...] = (
    RequestForm(
        slug="see",
        kind=Type.ACCESS,
        title="See what you know about me",
        summary="A copy of everything that we hold about you, to read and to keep.",
        button="Ask for a copy",
        steps=(_LINK, _CODE, _ORDERS, _ANSWER, _LAPSES),
    ),
    RequestForm(
        slug="take-along",
        kind=Type.PORTABILITY,
        title="Take my data with me",
        summary="The same in files that programs can read, for you or for another shop.",
        button="Ask for the files",
        steps=(_LINK, _CODE, _ORDERS, _ANSWER, _LAPSES),
    ),
    RequestForm(
        slug="correct",
        kind=Type.CORRECTION,
        title="Correct something",
        summary="Tell us what is wrong about you, and what is right.",
        button="Ask for a correction",
        fields=("says",),
        says="What is wrong, and what is right",
        says_hint="Such as: “My name is spelled Joan, not Jean.” Leave out card numbers.",
        mail_hint="The one that we have now. If that is what is wrong, say below what is right.",
        steps=(_LINK, _CODE, "A person looks at it, before and after.", _ANSWER, _LAPSES),
    ),
    RequestForm(
        slug="erase",
        kind=Type.ERASURE,
        title="Erase my data",
        summary="Everything goes that no law makes us keep, and you are told what stays until when.",
        button="Ask for erasure",
        steps=(
            _LINK,
            _CODE,
            "You press one more button, because what is erased can’t be brought back.",
            (
                "We erase it everywhere and send you a receipt: what went, what the tax office makes "
                "us keep, and until when."
            ),
            _ANSWER,
            _LAPSES,
        ),
    ),
    RequestForm(
        slug="set-aside",
        kind=Type.RESTRICTION,
        title="Set my data aside",
        summary="We keep it and don’t use it, such as while something is being settled.",
        button="Ask to set it aside",
        steps=(_LINK, _CODE, "You press one more button, and nothing uses it.", _ANSWER, _LAPSES),
    ),
    RequestForm(
        slug="end-letters",
        kind=Type.OPT_OUT,
        title="Stop writing to me",
        summary="No more letters from us. News about your own orders still comes.",
        button="Stop writing to me",
        mail_hint="The one that gets the letters.",
        steps=(_AT_ONCE, "We confirm it by email, and that is the last you hear of it."),
    ),
    RequestForm(
        slug="take-back",
        kind=Type.WITHDRAWAL,
        title="Take back my consent",
        summary="You agreed to letters, and don’t any more.",
        button="Take it back",
        mail_hint="The one that you agreed with.",
        steps=(
            _AT_ONCE,
            "What we did before stays right; from now on we don’t do it any more.",
            "We confirm it by email.",
        ),
    ),
    RequestForm(
        slug="object",
        kind=Type.OBJECTION,
        title="Object to a use",
        summary="You don’t want us to write to you about anything but your own orders.",
        button="Object",
        mail_hint="The one that we should leave alone.",
        steps=(
            _AT_ONCE,
            "We confirm it by email.",
            (
                "If it is about something else that we do with your data, have it set aside, or "
                "complain: then a person weighs your reason."
            ),
        ),
    ),
    RequestForm(
        slug="child",
        kind=Type.CHILD,
        by="guardian",
        title="For a child I look after",
        summary="A child has sent us something, and you would like it erased.",
        button="Ask to erase it",
        whose_mail="The child’s email address",
        mail_hint="Or the one that the order has.",
        statement="I am the parent or guardian of the child with that address, and what I say here is true.",
        steps=(
            "We email a link to the child’s address, and tell you at yours that we have.",
            (
                "The code that is mailed there, and a button, show that you can read the child’s "
                "mailbox. Nobody asks for an ID, yours or the child’s."
            ),
            "We erase it everywhere, and send a receipt.",
            _ANSWER,
            _LAPSES,
        ),
    ),
    RequestForm(
        slug="agent",
        by="agent",
        title="For someone who asked me to",
        summary="You ask on behalf of somebody who has allowed you to in writing.",
        button="Ask for them",
        fields=("kind",),
        whose_mail="Their email address",
        mail_hint="The one that their orders or letters have.",
        statement="That person has allowed me in writing to ask for this, and I can show it.",
        steps=(
            (
                "We write to them at once and ask them to confirm. To end letters, nobody has to: that "
                "is done the moment you press the button."
            ),
            (
                "We tell you at your own address that we have written to them. Whether we know them, "
                "and what we hold, goes to them and not to you."
            ),
            _ANSWER,
            _LAPSES,
        ),
    ),
    RequestForm(
        slug="complain",
        kind=Type.COMPLAINT,
        title="Complain",
        summary="Something about how we treat your data isn’t right.",
        button="Send the complaint",
        fields=("says",),
        says="What isn’t right",
        says_hint="Say what happened, and what you would like us to do. Leave out card numbers.",
        mail_hint="Where our answer goes. You needn’t prove anything.",
        steps=(
            "We confirm by email at once that it has arrived, with a link to its page.",
            "A person looks into it and writes to you what came of it.",
            _ANSWER,
            _AUTHORITY,
        ),
    ),
    RequestForm(
        slug="appeal",
        kind=Type.APPEAL,
        title="Appeal a decision",
        summary="We said no to some of what you asked for, and you think that’s wrong.",
        button="Appeal",
        fields=("about", "says"),
        says="What we should look at again",
        says_hint="And why, if you like. It is looked at from the beginning in any case.",
        mail_hint="The one that you asked with.",
        steps=(
            (
                "If you still have the link to your request, use the button on its page: then nothing "
                "has to be proven once more."
            ),
            _LINK,
            _CODE,
            (
                "We look at the whole request again from the beginning, and tell you what comes of it "
                "and why."
            ),
            _ANSWER,
            _AUTHORITY,
        ),
    ),
)

GROUPS = (
    ("See it", ("see", "take-along")),
    ("Change it", ("correct", "erase", "set-aside")),
    ("Stop it", ("end-letters", "take-back", "object")),
    ("For somebody else", ("child", "agent")),
    ("Something isn’t right", ("complain", "appeal")),
)
"""How the page of all of them orders them."""

BY_SLUG = {form.slug: form for form in FORMS}
