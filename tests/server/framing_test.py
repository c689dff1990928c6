"""The framing gate of the running binary, over raw sockets. wire_test.cc has the rows in full."""

import re
import signal
import unittest

from binary import Server, read_to_end

HEALTH = b"GET /_postern/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def statuses(answer):
    """The status of each response in the bytes."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answer)]


class Framing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("dev")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_pipelined_requests_are_answered_in_order(self):
        missing = HEALTH.replace(b"health", b"nothing")
        self.assertEqual(statuses(self.server.raw(HEALTH + missing + HEALTH + LAST)),
                         [200, 404, 200, 200])

    def test_bytes_may_come_one_by_one(self):
        with self.server.connect() as peer:
            for i in range(len(LAST)):
                peer.sendall(LAST[i:i + 1])
            self.assertEqual(statuses(read_to_end(peer)), [200])

    def test_a_chunked_body_is_joined(self):
        head = (b"POST /_postern/clock HTTP/1.1\r\nHost: localhost\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n")
        body = b'8\r\n{"advanc\r\n7\r\ne_s":0}\r\n0\r\n\r\n'
        self.assertEqual(statuses(self.server.raw(head + body + LAST)), [200, 200])

    def test_h01_to_h13_errors_are_answered_and_nothing_after_them_is(self):
        post = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
        for name, bad, status in (
                ("H01", post + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                ("H02", post + b"Transfer-Encoding: chunked, identity\r\n\r\n", 400),
                ("H03", post + b"Content-Length: 1, 1\r\n\r\na", 400),
                ("H04", post + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n", 400),
                ("H06", post + b"X: a\r\n b\r\n\r\n", 400),
                ("H07", b"POST / HTTP/1.1\r\n\r\n", 400),
                ("H08", b"GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
                ("H11", b"GET /" + b"a" * 8192 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
                ("H11", post + b"X: " + b"a" * 16384 + b"\r\n\r\n", 431),
                ("H11", post + b"Content-Length: 2097153\r\n\r\n", 413),
                ("H12", post + b"Expect: miracles\r\n\r\n", 417),
                ("H13", b"GET / HTTP/1.0\r\n\r\n", 505),
                ("H13", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
                ("H13", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400)):
            with self.subTest(name, bytes=bad[:60]):
                self.assertEqual(statuses(self.server.raw(bad + LAST)), [status])

    def test_h11_a_body_that_is_too_large_gets_its_answer_while_it_is_still_being_sent(self):
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"
        self.assertEqual(statuses(self.server.raw(head + b"a" * 500_000)), [413])

    def test_h12_a_client_that_waits_is_told_to_go_on(self):
        head = (b"POST /_postern/clock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n"
                b"Connection: close\r\nExpect: 100-continue\r\n\r\n")
        with self.server.connect() as peer:
            peer.sendall(head)
            self.assertEqual(peer.recv(1000), b"HTTP/1.1 100 Continue\r\n\r\n")
            peer.sendall(b'{"advance_s":0}')
            self.assertEqual(statuses(read_to_end(peer)), [200])

    def test_h19_other_methods_are_refused(self):
        for method in (b"TRACE", b"PUT", b"BREW"):
            answer = self.server.raw(LAST.replace(b"GET /_postern/health", method + b" /"))
            self.assertEqual(statuses(answer), [405])
            self.assertIn(b"Allow: POST, OPTIONS\r\n", answer)

    def test_a_head_request_gets_no_body(self):
        answer = self.server.raw(LAST.replace(b"GET", b"HEAD"))
        self.assertEqual(statuses(answer), [200])
        self.assertTrue(answer.endswith(b"\r\n\r\n"))

    def test_c11_a_peer_that_leaves_early_harms_nobody(self):
        for _ in range(20):
            with self.server.connect() as peer:
                peer.sendall(HEALTH * 50)
        self.assertEqual(statuses(self.server.raw(LAST)), [200])


class Stopping(unittest.TestCase):
    def test_without_work_it_exits_at_once_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Server("dev") as server:
                self.assertEqual(server.stop(number), 0)

    def test_an_idle_connection_does_not_hold_it_up(self):
        with Server("dev") as server, server.connect() as peer:
            peer.sendall(HEALTH)
            self.assertEqual(statuses(peer.recv(1000)), [200])
            self.assertEqual(server.stop(), 0)

    def test_what_was_sent_before_the_signal_is_answered(self):
        body = b'{"PoolName":"p"}'
        create = (b"POST / HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Type: application/x-amz-json-1.1\r\n"
                  b"X-Amz-Target: AWSCognitoIdentityProviderService.CreateUserPool\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(body)) + body
        with Server("dev") as server:
            peers = [server.connect() for _ in range(20)]
            for peer in peers:
                peer.sendall(create)
            server.process.send_signal(signal.SIGTERM)
            for peer in peers:
                with peer:
                    self.assertEqual(statuses(read_to_end(peer)), [200])
            self.assertEqual(server.process.wait(60), 0)


if __name__ == "__main__":
    unittest.main()
