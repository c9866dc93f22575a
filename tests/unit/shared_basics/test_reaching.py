"""What stands between us and a server is told in words; what time does not mend is not waited for."""

import pytest

from shared.reaching import NotTrustedError, insist_on_trust, why

CERTIFICATE = (
    "db:27017: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain"
    " (_ssl.c:1006) (configured timeouts: socketTimeoutMS: 20000.0ms)"
)
NO_TLS = "[Errno 1] [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"
WANTS_OURS = "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2576)"
ENDED = "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1006)"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(
            CERTIFICATE, "certificate verify failed: self-signed certificate in certificate chain", id="trust"
        ),
        pytest.param(NO_TLS, "it speaks no TLS at that port", id="plain"),
        pytest.param(WANTS_OURS, "tlsv13 alert certificate required", id="ours"),
    ],
)
def test_what_only_a_person_mends_is_not_waited_for(said: str, words: str) -> None:
    assert why(ConnectionError(said)) == f"ConnectionError: {words}"
    with pytest.raises(NotTrustedError, match=f"^MongoDB cannot be spoken to by TLS: {words}"):
        insist_on_trust("MongoDB", ConnectionError(said))


@pytest.mark.parametrize("said", [ENDED, "db:27017: connection closed", "Server connection reset", "refused", ""])
def test_what_may_be_a_server_that_starts_is_waited_for(said: str) -> None:
    insist_on_trust("RabbitMQ", ConnectionError(said))


def test_who_hangs_up_may_demand_tls() -> None:
    assert "amqps://" in why(ConnectionError("Server connection reset: ConnectionResetError(104)"))
    assert why(ConnectionError("[Errno 111] Connect call failed")) == "ConnectionError"
