"""gRPC's standard interoperability cases, by Debian's grpcio.

It cannot say or see whether a single message of a stream is compressed: streams are compressed whole here, and the flags
of single messages are looked at in interop-grpc-js.test.mjs."""

import os
import queue
import unittest

import grpc

from fastchat._gen.fastchat.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from fastchat._gen.fastchat.rpc.status_pb2 import Status

# The stubs lie in a package of the library's own name.
grpc.__path__.append(os.path.join(os.environ["INTEROP_STUBS"], "grpc"))
from grpc.health.v1 import health_pb2, health_pb2_grpc  # noqa: E402
from grpc.testing import empty_pb2, messages_pb2, test_pb2_grpc  # noqa: E402

TARGET = os.environ["INTEROP_TARGET"]
PATIENCE = 20
YES, NO = messages_pb2.BoolValue(value=True), messages_pb2.BoolValue(value=False)


def zeros(size):
    return messages_pb2.Payload(body=bytes(size))


def large(**more):
    return messages_pb2.SimpleRequest(response_size=314159, payload=zeros(271828), **more)


def wanting(*sizes, **more):
    parameters = [messages_pb2.ResponseParameters(size=size) for size in sizes]
    return messages_pb2.StreamingOutputCallRequest(response_parameters=parameters, **more)


def sizes(responses):
    return [len(response.payload.body) for response in responses]


class Requests:
    """Requests that are sent one by one."""

    def __init__(self):
        self._queue = queue.Queue()

    def send(self, request):
        self._queue.put(request)

    def end(self):
        self._queue.put(None)

    def __iter__(self):
        return self

    def __next__(self):
        request = self._queue.get()
        if request is None:
            raise StopIteration
        return request


class InteropTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.channel = grpc.insecure_channel(TARGET)
        cls.addClassCleanup(cls.channel.close)
        cls.stub = test_pb2_grpc.TestServiceStub(cls.channel)

    def fails(self, code, call, *args, **more):
        with self.assertRaises(grpc.RpcError) as raised:
            call(*args, timeout=PATIENCE, **more)
        self.assertEqual(raised.exception.code(), code)
        return raised.exception

    def test_empty_unary(self):
        self.assertEqual(self.stub.EmptyCall(empty_pb2.Empty(), timeout=PATIENCE), empty_pb2.Empty())

    def test_large_unary(self):
        self.assertEqual(self.stub.UnaryCall(large(), timeout=PATIENCE).payload.body, bytes(314159))

    def test_client_compressed_unary(self):
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, self.stub.UnaryCall, large(expect_compressed=YES))
        for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            response = self.stub.UnaryCall(large(expect_compressed=YES), compression=algorithm, timeout=PATIENCE)
            self.assertEqual(len(response.payload.body), 314159)
        response = self.stub.UnaryCall(large(expect_compressed=NO), timeout=PATIENCE)
        self.assertEqual(len(response.payload.body), 314159)

    def test_server_compressed_unary(self):
        for wanted in (YES, NO):
            response = self.stub.UnaryCall(large(response_compressed=wanted), timeout=PATIENCE)
            self.assertEqual(len(response.payload.body), 314159)

    def test_server_compressed_unary_by_deflate_alone(self):
        # The bits of identity and deflate.
        with grpc.insecure_channel(TARGET, options=[("grpc.compression_enabled_algorithms_bitset", 0b011)]) as channel:
            response = test_pb2_grpc.TestServiceStub(channel).UnaryCall(large(response_compressed=YES), timeout=PATIENCE)
        self.assertEqual(len(response.payload.body), 314159)

    def test_client_streaming(self):
        requests = (messages_pb2.StreamingInputCallRequest(payload=zeros(size)) for size in (27182, 8, 1828, 45904))
        self.assertEqual(self.stub.StreamingInputCall(requests, timeout=PATIENCE).aggregated_payload_size, 74922)

    def test_client_compressed_streaming(self):
        def requests():
            yield messages_pb2.StreamingInputCallRequest(expect_compressed=YES, payload=zeros(27182))
            yield messages_pb2.StreamingInputCallRequest(expect_compressed=YES, payload=zeros(45904))

        self.fails(grpc.StatusCode.INVALID_ARGUMENT, self.stub.StreamingInputCall, requests())
        for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            response = self.stub.StreamingInputCall(requests(), compression=algorithm, timeout=PATIENCE)
            self.assertEqual(response.aggregated_payload_size, 73086)

    def test_server_streaming(self):
        responses = self.stub.StreamingOutputCall(wanting(31415, 9, 2653, 58979), timeout=PATIENCE)
        self.assertEqual(sizes(responses), [31415, 9, 2653, 58979])

    def test_server_compressed_streaming(self):
        request = messages_pb2.StreamingOutputCallRequest(
            response_parameters=[
                messages_pb2.ResponseParameters(size=31415, compressed=YES),
                messages_pb2.ResponseParameters(size=92653, compressed=NO),
            ]
        )
        self.assertEqual(sizes(self.stub.StreamingOutputCall(request, timeout=PATIENCE)), [31415, 92653])

    def test_ping_pong(self):
        requests = Requests()
        responses = self.stub.FullDuplexCall(requests, timeout=PATIENCE)
        for sent, wanted in ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979)):
            requests.send(wanting(wanted, payload=zeros(sent)))
            self.assertEqual(len(next(responses).payload.body), wanted)
        requests.end()
        self.assertEqual(list(responses), [])
        self.assertEqual(responses.code(), grpc.StatusCode.OK)

    def test_empty_stream(self):
        responses = self.stub.FullDuplexCall(iter(()), timeout=PATIENCE)
        self.assertEqual((list(responses), responses.code()), ([], grpc.StatusCode.OK))

    def test_cancel_after_begin(self):
        requests = Requests()
        call = self.stub.StreamingInputCall.future(requests)
        call.cancel()
        requests.end()
        self.assertTrue(call.cancelled())
        self.assertEqual(call.code(), grpc.StatusCode.CANCELLED)

    def test_cancel_after_first_response(self):
        requests = Requests()
        responses = self.stub.FullDuplexCall(requests)
        requests.send(wanting(31415, payload=zeros(27182)))
        self.assertEqual(len(next(responses).payload.body), 31415)
        responses.cancel()
        requests.end()
        self.assertEqual(responses.code(), grpc.StatusCode.CANCELLED)

    def test_timeout_on_sleeping_server(self):
        requests = Requests()
        parameters = [messages_pb2.ResponseParameters(size=1, interval_us=20_000_000)]
        requests.send(messages_pb2.StreamingOutputCallRequest(response_parameters=parameters, payload=zeros(27182)))
        with self.assertRaises(grpc.RpcError) as raised:
            next(self.stub.FullDuplexCall(requests, timeout=0.2))
        requests.end()
        self.assertEqual(raised.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_custom_metadata(self):
        initial = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
        trailing = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")
        _, single = self.stub.UnaryCall.with_call(large(), metadata=(initial, trailing), timeout=PATIENCE)
        duplex = self.stub.FullDuplexCall(iter([wanting(314159)]), metadata=(initial, trailing), timeout=PATIENCE)
        self.assertEqual(sizes(duplex), [314159])
        for call in (single, duplex):
            self.assertIn(initial, call.initial_metadata())
            self.assertIn(trailing, call.trailing_metadata())

    def test_custom_metadata_sent_twice_comes_back_twice(self):
        initial = [("x-grpc-test-echo-initial", value) for value in ("one", "two")]
        trailing = [("x-grpc-test-echo-trailing-bin", value) for value in (b"", bytes(range(256)))]
        _, call = self.stub.EmptyCall.with_call(empty_pb2.Empty(), metadata=(*initial, *trailing), timeout=PATIENCE)
        self.assertEqual([entry for entry in call.initial_metadata() if entry[0].startswith("x-grpc-test")], initial)
        self.assertEqual([entry for entry in call.trailing_metadata() if entry[0].startswith("x-grpc-test")], trailing)

    def test_status_code_and_message(self):
        status = messages_pb2.EchoStatus(code=2, message="test status message")
        error = self.fails(grpc.StatusCode.UNKNOWN, self.stub.UnaryCall, messages_pb2.SimpleRequest(response_status=status))
        self.assertEqual(error.details(), "test status message")
        request = messages_pb2.StreamingOutputCallRequest(response_status=status)
        with self.assertRaises(grpc.RpcError) as raised:
            next(self.stub.FullDuplexCall(iter([request]), timeout=PATIENCE))
        self.assertEqual((raised.exception.code(), raised.exception.details()), (grpc.StatusCode.UNKNOWN, "test status message"))

    def test_special_status_message(self):
        message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
        status = messages_pb2.EchoStatus(code=2, message=message)
        error = self.fails(grpc.StatusCode.UNKNOWN, self.stub.UnaryCall, messages_pb2.SimpleRequest(response_status=status))
        self.assertEqual(error.details(), message)

    def test_unimplemented_method(self):
        self.fails(grpc.StatusCode.UNIMPLEMENTED, self.stub.UnimplementedCall, empty_pb2.Empty())

    def test_unimplemented_service(self):
        other = test_pb2_grpc.UnimplementedServiceStub(self.channel)
        self.fails(grpc.StatusCode.UNIMPLEMENTED, other.UnimplementedCall, empty_pb2.Empty())

    def test_status_details_are_decoded(self):
        error = self.fails(grpc.StatusCode.RESOURCE_EXHAUSTED, self.stub.UnaryCall, large(), metadata=(("x-interop-fault", "Too often."),))
        status = Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
        self.assertEqual((status.code, status.message), (8, "Too often."))
        kinds = {"ErrorInfo": ErrorInfo, "BadRequest": BadRequest, "RetryInfo": RetryInfo}
        details = {any.type_url: kinds[any.type_url.rpartition(".")[2]].FromString(any.value) for any in status.details}
        info = details["type.googleapis.com/google.rpc.ErrorInfo"]
        self.assertEqual((info.reason, info.domain, dict(info.metadata)), ("TOO_OFTEN", "interop.test", {"param": "payload.body"}))
        (violation,) = details["type.googleapis.com/google.rpc.BadRequest"].field_violations
        self.assertEqual((violation.field, violation.description), ("payload.body", "Too often."))
        self.assertEqual(details["type.googleapis.com/google.rpc.RetryInfo"].retry_delay.ToMilliseconds(), 1500)

    def test_health(self):
        health = health_pb2_grpc.HealthStub(self.channel)
        serving = health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVING)
        request = health_pb2.HealthCheckRequest(service="grpc.testing.TestService")
        self.assertEqual(health.Check(request, timeout=PATIENCE), serving)
        watch = health.Watch(request, timeout=PATIENCE)
        self.assertEqual(next(watch), serving)
        watch.cancel()
        self.fails(grpc.StatusCode.NOT_FOUND, health.Check, health_pb2.HealthCheckRequest(service="none"))


if __name__ == "__main__":
    unittest.main()
