import re
import socket
import unittest
from pathlib import Path

import grpc

from fastchat import (
    AuthenticationError,
    FastchatClient,
    FastchatError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitError,
    UnavailableError,
)
from fastchat._gen.fastchat.files.v1 import file_service_pb2, file_service_pb2_grpc
from fastchat.reasons import REASONS, ReasonInfo
from tests.in_process_server import ServerTestCase, fail

PROTO = Path(__file__).parents[3] / "protos/fastchat/errors/v1/error_reason.proto"


class Failing(file_service_pb2_grpc.FileServiceServicer):
    """Fails every call in the way given."""

    def __init__(self, end):
        self.end = end

    def GetFile(self, request, context):
        self.end(context)


class ErrorTests(ServerTestCase):
    def start(self, end):
        return self.start_server(file_service_pb2_grpc.add_FileServiceServicer_to_server, Failing(end))

    def test_reasons_contract_says_the_same(self):
        proto = PROTO.read_text(encoding="utf-8")
        stated = re.findall(
            r"([A-Z_]+), \d{3}, (do not repeat|repeat[^.]*)\.\n(?:\s*//.*\n)*\s*ERROR_REASON_(\w+) = ", proto
        )
        self.assertEqual(len(stated), len(re.findall(r"ERROR_REASON_\w+ = [1-9]", proto)))

        # What is to be repeated only after somebody acted is not retryable by a program.
        expected = {name: ReasonInfo(code, repeat in ("repeat", "repeat with backoff")) for code, repeat, name in stated}
        self.assertEqual(REASONS, expected)

    def test_unary_status_details_become_a_typed_error(self):
        client = self.start(
            lambda context: fail(
                context, grpc.StatusCode.INVALID_ARGUMENT, "file_id is missing.", "MISSING_FIELD", "file_id"
            )
        )

        with self.assertRaises(InvalidArgumentError) as raised:
            client.files.get("")

        error = raised.exception
        self.assertIsInstance(error, FastchatError)
        self.assertEqual((error.code, error.reason, error.param), ("INVALID_ARGUMENT", "MISSING_FIELD", "file_id"))
        self.assertFalse(error.retryable)
        self.assertEqual(str(error), "file_id is missing.")

    def test_unary_no_details_is_typed_by_its_code(self):
        client = self.start(lambda context: context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Slow down."))

        with self.assertRaises(RateLimitError) as raised:
            client.files.get("file-1")

        self.assertIsNone(raised.exception.reason)
        self.assertTrue(raised.exception.retryable)

    def test_unary_unreadable_details_is_typed_by_its_code(self):
        def end(context):
            context.set_trailing_metadata((("grpc-status-details-bin", b"\xff\xff"),))
            context.abort(grpc.StatusCode.NOT_FOUND, "Gone.")

        with self.assertRaises(NotFoundError) as raised:
            self.start(end).files.get("file-1")

        self.assertIsNone(raised.exception.reason)

    def test_unary_raw_client_raises_the_same_error(self):
        client = self.start(
            lambda context: fail(context, grpc.StatusCode.NOT_FOUND, "There is no file 'x'.", "FILE_NOT_FOUND")
        )

        with self.assertRaises(NotFoundError) as raised:
            client.raw.files.GetFile(file_service_pb2.GetFileRequest(file_id="x"))

        self.assertEqual(raised.exception.reason, "FILE_NOT_FOUND")

    def test_unary_key_refused_names_the_option(self):
        client = self.start(
            lambda context: fail(context, grpc.StatusCode.UNAUTHENTICATED, "The key is not known.", "INVALID_API_KEY")
        )

        with self.assertRaisesRegex(AuthenticationError, "api_key.*FASTCHAT_API_KEY"):
            client.files.get("file-1")

    def test_unary_nobody_listens_names_the_option(self):
        # A port that is held but not listened to.
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            with FastchatClient(f"http://127.0.0.1:{held.getsockname()[1]}") as client:
                with self.assertRaisesRegex(UnavailableError, "base_url.*FASTCHAT_URL") as raised:
                    client.files.get("file-1")

        self.assertTrue(raised.exception.retryable)

    def test_client_address_without_scheme_names_the_option(self):
        with self.assertRaisesRegex(ValueError, "base_url"):
            FastchatClient("127.0.0.1:8080")


if __name__ == "__main__":
    unittest.main()
