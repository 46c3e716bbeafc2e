"""`shop doctor` says of each part how it is and what to do, and one part's silence hides no other."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import stripe

from desk.doctor import examine
from desk.doctor_mail import received_letter
from desk.examination import Examination, Finding
from domain.payments import MONEY_EVENTS, SESSION_EVENTS
from functions.adapters.dmarc import DnsUnavailableError
from functions.world import now
from tests.desk.stage_desk import CERTIFICATE, StageDesk, sentences
from tests.fixtures.aws_front import Front

DOMAIN = "www.shop-of-ada.com"
CDN = "d111.cloudfront.net"
OUTPUTS = {
    "DistributionDomain": CDN,
    "AlarmTopic": "arn:aws:sns:us-east-1:000000000000:alarms",
    "OrdersTable": "orders",
}
TEXTS = {
    "mail.shop-of-ada.com": ["v=spf1 include:amazonses.com ~all"],
    "_dmarc.shop-of-ada.com": ["v=DMARC1; p=quarantine"],
}
ADDRESSES = {DOMAIN: {"192.0.2.7"}, CDN: {"192.0.2.7", "192.0.2.8"}}
IDENTITY: dict[str, object] = {
    "VerifiedForSendingStatus": True,
    "DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": True, "Tokens": ["t1", "t2", "t3"]},
    "MailFromAttributes": {
        "MailFromDomain": "mail.shop-of-ada.com",
        "MailFromDomainStatus": "SUCCESS",
        "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
    },
}
ENDPOINT: dict[str, object] = {
    "id": "we_1",
    "object": "webhook_endpoint",
    "url": f"https://{DOMAIN}/api/stripe/events",
    "api_version": stripe.api_version,
    "enabled_events": [*SESSION_EVENTS, *MONEY_EVENTS],
    "status": "enabled",
}


def stacks(status: str = "UPDATE_COMPLETE", secrets: str = "1-1-1-1-1") -> str:
    outputs = "".join(
        f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
        for key, value in OUTPUTS.items()
    )
    return (
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName>"
        f"<StackStatus>{status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>"
        "<Parameters><member><ParameterKey>SecretsVersion</ParameterKey>"
        f"<ParameterValue>{secrets}</ParameterValue></member></Parameters>"
        f"<Outputs>{outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )


def subscriptions(arn: str) -> str:
    return (
        "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>"
        f"<SubscriptionArn>{arn}</SubscriptionArn><Endpoint>ada@shop-of-ada.com</Endpoint>"
        "</member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>"
    )


class Patient:
    """A live stage in which everything is as it should be, until a test spoils a part of it."""

    def __init__(self, desk: StageDesk, front: Front) -> None:
        self.desk, self.front = desk, front
        self.texts, self.addresses = dict(TEXTS), dict(ADDRESSES)
        desk.settings(
            domain=DOMAIN, certificate=CERTIFICATE, parameters={"StripeApiBase": front.url}
        )
        desk.tell(
            token_keys="a",
            address_key="b",
            cdn_secrets="c",
            stripe_secret_key="sk_test_1",
            stripe_webhook_secret="whsec_1",
        )
        path = desk.drawer.content / "shop.yaml"
        path.write_text(path.read_text().replace("juniperbend.example", "shop-of-ada.com"))
        front.answer("DescribeStacks", stacks())
        self.certificate("ISSUED", DOMAIN)
        self.identity(IDENTITY)
        self.account({"SendingEnabled": True, "ProductionAccessEnabled": True})
        self.webhooks(ENDPOINT)
        front.answer("ListSubscriptionsByTopic", subscriptions("arn:aws:sns:us-east-1:0:alarms:1"))
        self.at_once(1000)
        self.history("ENABLED")

    def certificate(self, status: str, name: str, days: int = 200) -> None:
        ends_at = (now() + timedelta(days=days)).timestamp()
        said = {"Certificate": {"Status": status, "DomainName": name, "NotAfter": ends_at}}
        self.front.answer("DescribeCertificate", json.dumps(said))

    def identity(self, said: dict[str, object]) -> None:
        self.front.answer("GET /v2/email/identities/", json.dumps(said))

    def account(self, said: dict[str, object]) -> None:
        quota = {
            "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
        }
        self.front.answer("GET /v2/email/account", json.dumps(said | quota))

    def webhooks(self, *endpoints: dict[str, object]) -> None:
        said = {
            "object": "list",
            "data": list(endpoints),
            "has_more": False,
            "url": "/v1/webhook_endpoints",
        }
        self.front.answer("GET /v1/webhook_endpoints", json.dumps(said))

    def at_once(self, limit: int) -> None:
        said = {"AccountLimit": {"ConcurrentExecutions": limit}}
        self.front.answer("GET /2016-08-19/account-settings", json.dumps(said))

    def history(self, status: str) -> None:
        said = {
            "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status},
            }
        }
        self.front.answer("DescribeContinuousBackups", json.dumps(said))

    def examined(self) -> dict[str, Finding]:
        of = Examination(
            self.desk.account,
            now,
            self.desk.drawer.content,
            texts=lambda name: self.texts.get(name, []),
            addresses=lambda name: self.addresses.get(name, set()),
        )
        return {each.name: each for each in examine(of)}


@pytest.fixture
def patient(stage_desk: StageDesk, front: Front) -> Patient:
    return Patient(stage_desk, front)


def test_where_everything_is_right_nothing_is_to_be_mended(patient: Patient) -> None:
    found = patient.examined()

    assert {name: each.said for name, each in found.items() if each.verdict != "ok"} == {}
    assert len(found) == 14


def spoil_certificate(patient: Patient) -> None:
    patient.certificate("PENDING_VALIDATION", DOMAIN)


def spoil_certificates_name(patient: Patient) -> None:
    patient.certificate("ISSUED", "other.com")


def spoil_certificates_renewal(patient: Patient) -> None:
    patient.certificate("ISSUED", DOMAIN, days=29)


def spoil_where_it_leads(patient: Patient) -> None:
    patient.addresses[DOMAIN] = {"198.51.100.9"}


def spoil_made_secret(patient: Patient) -> None:
    patient.desk.client("ssm").delete_parameter(Name=patient.desk.stage.secret_name("cdn-secrets"))


def spoil_secrets_age(patient: Patient) -> None:
    patient.desk.tell(cdn_secrets="d,c")


def spoil_first_deploy(patient: Patient) -> None:
    patient.front.answer("DescribeStacks", stacks("ROLLBACK_COMPLETE"))


def spoil_moving(patient: Patient) -> None:
    patient.front.answer("DescribeStacks", stacks("UPDATE_IN_PROGRESS"))


def spoil_mail_from(patient: Patient) -> None:
    patient.identity(
        IDENTITY
        | {
            "MailFromAttributes": {
                "MailFromDomain": "mail.shop-of-ada.com",
                "MailFromDomainStatus": "PENDING",
                "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
            }
        }
    )


def spoil_name(patient: Patient) -> None:
    patient.addresses[DOMAIN] = set()


def spoil_identity(patient: Patient) -> None:
    patient.identity(IDENTITY | {"DkimAttributes": {"Status": "PENDING", "Tokens": ["t1"]}})


def spoil_sandbox(patient: Patient) -> None:
    patient.account({"SendingEnabled": True, "ProductionAccessEnabled": False})


def spoil_sending(patient: Patient) -> None:
    patient.account({"SendingEnabled": False, "ProductionAccessEnabled": True})


def spoil_spf(patient: Patient) -> None:
    patient.texts["mail.shop-of-ada.com"] = ["v=spf1 -all"]


def spoil_dmarc(patient: Patient) -> None:
    del patient.texts["_dmarc.shop-of-ada.com"]


def spoil_webhook(patient: Patient) -> None:
    patient.webhooks()


def spoil_version(patient: Patient) -> None:
    patient.webhooks(ENDPOINT | {"api_version": "2020-08-27"})


def spoil_events(patient: Patient) -> None:
    patient.webhooks(ENDPOINT | {"enabled_events": ["checkout.session.completed"]})


def spoil_endpoint(patient: Patient) -> None:
    patient.webhooks(ENDPOINT | {"status": "disabled"})


def spoil_alarms(patient: Patient) -> None:
    patient.front.answer("ListSubscriptionsByTopic", subscriptions("PendingConfirmation"))


def spoil_history(patient: Patient) -> None:
    patient.history("DISABLED")


def spoil_secret(patient: Patient) -> None:
    patient.desk.tell(stripe_secret_key="sk_live_1")


def spoil_stack(patient: Patient) -> None:
    patient.front.answer("DescribeStacks", stacks("UPDATE_ROLLBACK_FAILED"))


def spoil_clock(patient: Patient) -> None:
    patient.front.clock = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("spoil", "name", "said"),
    [
        (spoil_certificate, "certificate", "It isn't issued yet (PENDING_VALIDATION)."),
        (spoil_certificates_name, "certificate", f"It is for other.com, not for {DOMAIN}."),
        (spoil_certificates_renewal, "certificate", "and AWS couldn't renew it."),
        (spoil_name, "domain", f"{DOMAIN} leads nowhere."),
        (spoil_where_it_leads, "domain", "leads to 198.51.100.9, which may not be the shop."),
        (spoil_made_secret, "secrets", "Missing: cdn-secrets."),
        (spoil_secrets_age, "secrets", "One is newer than the last deploy"),
        (spoil_first_deploy, "stack", "The first deploy failed (ROLLBACK_COMPLETE)."),
        (spoil_moving, "stack", "It is being changed just now (UPDATE_IN_PROGRESS)."),
        (spoil_mail_from, "mail's signature", "shop-of-ada.com has no MAIL FROM domain"),
        (spoil_identity, "mail's signature", "aren't signed yet (DKIM: PENDING)."),
        (spoil_sandbox, "mail account", "SES still has this account in its sandbox"),
        (spoil_sending, "mail account", "SES has stopped this account's mail."),
        (spoil_spf, "SPF", "mail.shop-of-ada.com doesn't say that Amazon may send for it."),
        (spoil_dmarc, "DMARC", "shop-of-ada.com doesn't say what becomes of mails"),
        (spoil_webhook, "Stripe's events", "so the shop hears of no payment."),
        (spoil_version, "Stripe's events", "It sends Stripe's version 2020-08-27"),
        (
            spoil_events,
            "Stripe's events",
            "It leaves out charge.dispute.closed, charge.dispute.created",
        ),
        (spoil_endpoint, "Stripe's events", "It is switched off."),
        (spoil_alarms, "alarms", "Nobody has confirmed that they get the alarms."),
        (spoil_history, "history", "The orders have no history to go back to."),
        (spoil_secret, "secrets", "real money would move"),
        (spoil_stack, "stack", "It is half old, half new"),
        (spoil_clock, "clock", "This machine's clock is 600 seconds off."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_wrong_is_said_of_that_part_alone(
    patient: Patient, spoil: object, name: str, said: str
) -> None:
    assert callable(spoil)
    spoil(patient)

    found = patient.examined()

    wrong = {each.name: each.said for each in found.values() if each.verdict != "ok"}
    assert said in wrong.pop(name).replace("599", "600").replace("601", "600")
    assert wrong == {}


def test_of_a_stage_that_isnt_deployed_that_is_said_and_what_can_be_asked_is(
    stage_desk: StageDesk,
) -> None:
    of = Examination(
        stage_desk.account,
        now,
        stage_desk.drawer.content,
        texts=lambda _: [],
        addresses=lambda _: set(),
    )

    found = {each.name: each for each in examine(of)}

    assert (found["stack"].verdict, found["stack"].said) == ("wrong", "It isn't deployed.")
    assert found["stack"].todo == f"Deploy it: ./shop deploy --stage {stage_desk.name}"
    assert found["secrets"].said == "Missing: token-keys, address-key, cdn-secrets."
    assert "Stripe can't be asked without its key." in found["Stripe's events"].said
    assert {found[name].verdict for name in ("alarms", "history")} == {"unknown"}
    assert found["clock"].verdict == found["domain"].verdict == "ok"


def test_a_new_accounts_ten_functions_at_once_are_to_be_looked_at(patient: Patient) -> None:
    patient.at_once(10)

    found = patient.examined()["functions at once"]

    assert (found.verdict, "10 functions at once" in found.said) == ("look", True)
    assert "service-quotas request-service-quota-increase" in found.todo


def test_a_service_that_doesnt_answer_hides_no_other(patient: Patient) -> None:
    patient.front.refuse("DescribeCertificate", "AccessDeniedException", status=403)
    patient.front.refuse("ListSubscriptionsByTopic", "InternalError", status=500)
    patient.front.answer("GET /v1/webhook_endpoints", "not json", 500)

    found = patient.examined()

    unknown = {each.name for each in found.values() if each.verdict == "unknown"}
    assert unknown == {"certificate", "alarms", "Stripe's events"}
    assert len(found) == 14


def test_name_servers_that_dont_answer_leave_names_unknown(patient: Patient) -> None:
    def silent(_: str) -> list[str]:
        raise DnsUnavailableError("Timeout")

    of = Examination(patient.desk.account, now, patient.desk.drawer.content, texts=silent)
    found = {each.name: each for each in examine(of)}

    assert found["DMARC"].verdict == "unknown"
    assert "No name server answers" in found["DMARC"].said
    assert found["mail account"].verdict == "ok"


def test_programs_read_every_finding_and_the_exit_code(patient: Patient) -> None:
    spoil_history(patient)

    result = patient.desk.shop("doctor", "--json")

    found = {each["name"]: each["verdict"] for each in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert found["history"] == "wrong"
    assert found["alarms"] == "ok"


def test_people_read_what_to_do(patient: Patient) -> None:
    spoil_alarms(patient)

    result = patient.desk.shop("doctor")

    assert "Open the mail that AWS sent to ada@shop-of-ada.com, and confirm it." in sentences(
        result
    )


# --- a letter as it arrived -----------------------------------------------------------------------

LETTER = """\
DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=t1;
 h=From:To:Subject:Date:MIME-Version{covered}; bh=x; b=y
From: Ada <letter@shop-of-ada.com>
To: jo@readers.com
Subject: New rings
Date: Fri, 20 Nov 2026 09:00:00 +0000
List-Unsubscribe: <https://www.shop-of-ada.com/x>
List-Unsubscribe-Post: List-Unsubscribe=One-Click

Hello.
"""
BOTH = ":List-Unsubscribe:List-Unsubscribe-Post"


def saved(folder: Path, text: str) -> Path:
    file = folder / "letter.eml"
    file.write_text(text)
    return file


def test_a_letter_whose_signature_covers_its_way_out_is_fine(tmp_path: Path) -> None:
    found = received_letter(saved(tmp_path, LETTER.format(domain="shop-of-ada.com", covered=BOTH)))

    assert (found.verdict, "signed for shop-of-ada.com" in found.said) == ("ok", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            LETTER.format(domain="shop-of-ada.com", covered=":List-Unsubscribe"),
            "leaves out list-unsubscribe-post",
        ),
        (
            LETTER.format(domain="amazonses.com", covered=BOTH),
            "It isn't signed for shop-of-ada.com.",
        ),
        (LETTER.format(domain="evilshop-of-ada.com", covered=BOTH), "It isn't signed for"),
        (
            LETTER.format(domain="shop-of-ada.com", covered=BOTH).replace(
                "List-Unsubscribe: <", "X: <"
            ),
            "It came without list-unsubscribe.",
        ),
        ("Hello", "is no mail."),
    ],
    ids=["one left out", "signed by Amazon alone", "a lookalike", "no way out", "no mail"],
)
def test_a_letter_that_mailboxes_wouldnt_trust_is_said(
    tmp_path: Path, text: str, said: str
) -> None:
    found = received_letter(saved(tmp_path, text))

    assert (found.verdict, said in found.said) == ("wrong", True)


def test_of_a_domain_that_ses_doesnt_know_the_signature_is_to_be_mended_first(
    patient: Patient,
) -> None:
    told = {"x_amzn_ErrorType": "NotFoundException"}
    patient.front.answer("GET /v2/email/identities/", '{"message": "no"}', 404, **told)

    found = patient.examined()

    assert "SES doesn't know shop-of-ada.com." in found["mail's signature"].said
    assert found["SPF"].verdict == "look"
    assert found["SPF"].said == "shop-of-ada.com has nothing to look at yet."
