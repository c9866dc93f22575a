import socket

from deploy.local import ports


def test_free_ports_are_different_and_free() -> None:
    found = ports.free_ports(20)

    assert len(set(found)) == 20
    assert all(ports.is_free(port) for port in found)


def test_free_ports_avoid_those_that_are_spoken_for() -> None:
    spoken_for = range(ports.FIRST, ports.LAST - 5_000)

    assert not set(ports.free_ports(3, without=spoken_for)) & set(spoken_for)


def test_a_free_port_is_kept_and_a_taken_one_replaced() -> None:
    (port,) = ports.free_ports(1)
    assert ports.keep_or_replace(port) == port

    with socket.socket() as somebody:
        somebody.bind((ports.LOOPBACK, port))
        somebody.listen()

        assert ports.answers(port)
        assert ports.keep_or_replace(port) != port

    assert not ports.answers(port)
