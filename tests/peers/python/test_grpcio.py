"""Debian's grpcio, on the stubs that its own compiler plugin generated, against a live server."""

import hashlib
import json
import os
import queue
import threading
import time
import unittest

import grpc

from fastchat._gen.fastchat.admin.v1 import health_service_pb2, health_service_pb2_grpc
from fastchat._gen.fastchat.chat.v1 import chat_service_pb2, chat_service_pb2_grpc
from fastchat._gen.fastchat.chat.v1 import message_pb2, model_service_pb2, model_service_pb2_grpc
from fastchat._gen.fastchat.chat.v1 import run_service_pb2, run_service_pb2_grpc
from fastchat._gen.fastchat.files.v1 import file_service_pb2, file_service_pb2_grpc
from fastchat._gen.fastchat.retrieval.v1 import collection_pb2, collection_service_pb2, collection_service_pb2_grpc
from fastchat._gen.fastchat.rpc.error_details_pb2 import ErrorInfo
from fastchat._gen.fastchat.rpc.status_pb2 import Status

TARGET = os.environ["FASTCHAT_TARGET"]
KEY = os.environ["FASTCHAT_API_KEY"]
KEYED = (("authorization", f"Bearer {KEY}"),)
TEXT = b"The lighthouse of Varberg was built in 1881. Its lamp is lit with rapeseed oil every evening.\n"


def frames(content, filename="upload.bin", size=64 * 1024):
    """The frames of an upload."""
    header = file_service_pb2.FileHeader(filename=filename, purpose="assistants")
    yield file_service_pb2.UploadFileRequest(header=header)
    for at in range(0, len(content), size):
        yield file_service_pb2.UploadFileRequest(data=content[at : at + size])


def script(**plan):
    """A question that the scripted model plays."""
    message = message_pb2.Message(role=message_pb2.ROLE_USER, text=json.dumps(plan))
    return chat_service_pb2.ChatRequest(model="scripted", messages=[message])


class GrpcioTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.channel = grpc.insecure_channel(TARGET)
        cls.addClassCleanup(cls.channel.close)
        cls.chat = chat_service_pb2_grpc.ChatServiceStub(cls.channel)
        cls.models = model_service_pb2_grpc.ModelServiceStub(cls.channel)
        cls.runs = run_service_pb2_grpc.RunServiceStub(cls.channel)
        cls.files = file_service_pb2_grpc.FileServiceStub(cls.channel)
        cls.collections = collection_service_pb2_grpc.CollectionServiceStub(cls.channel)
        cls.health = health_service_pb2_grpc.HealthServiceStub(cls.channel)

    def assert_fails(self, error, code, reason):
        self.assertEqual(error.code(), code)
        self.assertNotEqual(error.details(), "")
        trailers = dict(error.trailing_metadata())
        status = Status.FromString(trailers["grpc-status-details-bin"])
        self.assertEqual((status.code, status.message), (code.value[0], error.details()))
        detail = status.details[0]
        # Unpack would ask for the name of this package's copy of the message, which is not google.rpc's.
        self.assertEqual(detail.type_url, "type.googleapis.com/google.rpc.ErrorInfo")
        info = ErrorInfo.FromString(detail.value)
        self.assertEqual((info.reason, info.domain), (reason, "fastchat.dev"))
        return info

    def ended(self, run_id):
        """The status in which a run ends."""
        end = time.monotonic() + 2
        while True:
            run = self.runs.GetRun(run_service_pb2.GetRunRequest(run_id=run_id), metadata=KEYED).run
            if run.status != run_service_pb2.RUN_STATUS_IN_PROGRESS or time.monotonic() > end:
                return run.status

    def test_bidi_turns_follow_each_other_on_one_stream(self):
        events = queue.SimpleQueue()
        answers = []
        events.put(chat_service_pb2.ConverseRequest(ref="first", start=script(text="one two")))
        for response in self.chat.Converse(iter(events.get, None), metadata=KEYED):
            if response.WhichOneof("message") == "error":
                answers.append((response.ref, response.error.code, response.error.param))
                events.put(chat_service_pb2.ConverseRequest(ref="third", start=script(text="three")))
            elif response.event.WhichOneof("payload") == "complete":
                answers.append((response.ref, response.event.complete.text))
                wrong = chat_service_pb2.ConverseRequest(ref="second", start=chat_service_pb2.ChatRequest())
                events.put(wrong if response.ref == "first" else None)

        self.assertEqual(answers, [("first", "one two"), ("second", "missing_field", "messages"), ("third", "three")])

    def test_unary_models_are_listed(self):
        response, call = self.models.ListModels.with_call(model_service_pb2.ListModelsRequest(), metadata=KEYED)

        self.assertEqual(sorted(model.name for model in response.models), ["extractive", "hashing-384", "lexical", "scripted"])
        self.assertEqual(call.code(), grpc.StatusCode.OK)

    def test_unary_health_needs_no_key(self):
        response = self.health.GetHealth(health_service_pb2.GetHealthRequest())

        self.assertEqual(response.status, health_service_pb2.HEALTH_STATUS_HEALTHY)

    def test_unary_no_key_is_unauthenticated(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.models.ListModels(model_service_pb2.ListModelsRequest())

        self.assert_fails(raised.exception, grpc.StatusCode.UNAUTHENTICATED, "MISSING_API_KEY")

    def test_unary_binary_metadata_is_accepted(self):
        metadata = (*KEYED, ("probe-bin", bytes(range(256))), ("probe-bin", b""))

        response = self.models.ListModels(model_service_pb2.ListModelsRequest(), metadata=metadata)

        self.assertEqual(len(response.models), 4)

    def test_unary_unknown_file_has_details(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.files.GetFile(file_service_pb2.GetFileRequest(file_id="file-none"), metadata=KEYED)

        info = self.assert_fails(raised.exception, grpc.StatusCode.NOT_FOUND, "FILE_NOT_FOUND")
        self.assertEqual(info.metadata["param"], "file_id")

    def test_unary_unknown_method_is_unimplemented(self):
        gone = self.channel.unary_unary("/fastchat.chat.v1.ModelService/Gone")

        with self.assertRaises(grpc.RpcError) as raised:
            gone(b"", metadata=KEYED)

        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)

    def test_unary_damaged_message_is_refused(self):
        list_models = self.channel.unary_unary("/fastchat.chat.v1.ModelService/ListModels")

        with self.assertRaises(grpc.RpcError) as raised:
            list_models(b"\x0a\xff\xff\xff\xff\x0f", metadata=KEYED)

        self.assertEqual(raised.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_streams_upload_and_download_are_byte_for_byte(self):
        content = os.urandom(2_500_000)

        file = self.files.UploadFile(frames(content), metadata=KEYED).file

        self.assertEqual((file.size_bytes, file.sha256), (len(content), hashlib.sha256(content).hexdigest()))
        download = list(self.files.DownloadFile(file_service_pb2.DownloadFileRequest(file_id=file.file_id), metadata=KEYED))
        self.assertEqual(download[0].file, file)
        self.assertEqual(b"".join(frame.data for frame in download[1:]), content)

    def test_client_stream_refused_before_its_end_is_typed(self):
        def endless():
            yield from frames(b"")
            while not refused.is_set():
                yield file_service_pb2.UploadFileRequest(data=b"x" * 1000)

        refused = threading.Event()
        try:
            with self.assertRaises(grpc.RpcError) as raised:
                self.files.UploadFile(endless(), metadata=(("x-api-key", "fc_wrong_key_0123456789"),), timeout=10)
        finally:
            refused.set()

        self.assert_fails(raised.exception, grpc.StatusCode.UNAUTHENTICATED, "INVALID_API_KEY")

    def test_client_stream_cancelled_leaves_nothing(self):
        sent = queue.SimpleQueue()
        cut = threading.Event()

        def half():
            for frame in frames(os.urandom(300_000), filename="grpcio-cut.bin"):
                sent.put(True)
                yield frame
            cut.wait(10)

        call = self.files.UploadFile.future(half(), metadata=KEYED)
        for _ in range(4):
            sent.get(timeout=10)
        call.cancel()
        cut.set()

        self.assertTrue(call.cancelled())
        listed = self.files.ListFiles(file_service_pb2.ListFilesRequest(page_size=100), metadata=KEYED).files
        self.assertNotIn("grpcio-cut.bin", [file.filename for file in listed])

    def test_server_stream_answer_is_numbered_and_cited(self):
        file = self.files.UploadFile(frames(TEXT, "lighthouse.txt"), metadata=KEYED).file
        collection = self.collections.CreateCollection(
            collection_service_pb2.CreateCollectionRequest(name="grpcio"), metadata=KEYED
        ).collection
        ids = {"collection_id": collection.collection_id, "file_id": file.file_id}
        self.collections.AddDocument(collection_service_pb2.AddDocumentRequest(**ids), metadata=KEYED)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            document = self.collections.GetDocument(collection_service_pb2.GetDocumentRequest(**ids), metadata=KEYED).document
            if document.status != collection_pb2.DOCUMENT_STATUS_IN_PROGRESS:
                break
        self.assertEqual(document.status, collection_pb2.DOCUMENT_STATUS_COMPLETED)

        request = chat_service_pb2.ChatRequest(
            messages=[message_pb2.Message(role=message_pb2.ROLE_USER, text="When was the lighthouse of Varberg built?")],
            tools=[{"file_search": {"vector_store_ids": [collection.collection_id]}}],
        )
        events = [response.event for response in self.chat.Chat(request, metadata=KEYED)]

        kinds = [event.WhichOneof("payload") for event in events]
        self.assertEqual([event.sequence for event in events], list(range(1, len(events) + 1)))
        self.assertEqual([kind for kind in kinds if kind in ("complete", "error")], ["complete"])
        complete = events[-1].complete
        self.assertEqual("".join(event.token.text for event in events if event.HasField("token")), complete.text)
        [citation] = complete.citations
        self.assertEqual([event.citation.citation for event in events if event.HasField("citation")], [citation])
        self.assertEqual(TEXT.decode()[citation.start : citation.end], citation.quote)
        self.assertEqual(citation.quote, "The lighthouse of Varberg was built in 1881.")

    def test_server_stream_cancelled_ends_the_run(self):
        call = self.chat.Chat(script(tokens=100_000, delay_ms=10), metadata=KEYED)
        run_id = next(call).event.run_id
        call.cancel()

        with self.assertRaises(grpc.RpcError):
            list(call)

        self.assertEqual(call.code(), grpc.StatusCode.CANCELLED)
        self.assertEqual(self.ended(run_id), run_service_pb2.RUN_STATUS_CANCELLED)

    def test_server_stream_deadline_passed_ends_the_run(self):
        call = self.chat.Chat(script(tokens=100_000, delay_ms=10), metadata=KEYED, timeout=0.4)
        run_id = next(call).event.run_id

        with self.assertRaises(grpc.RpcError):
            list(call)

        self.assertEqual(call.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        self.assertEqual(self.ended(run_id), run_service_pb2.RUN_STATUS_CANCELLED)

    def test_server_stream_slow_reader_misses_nothing(self):
        events = []
        for response in self.chat.Chat(script(tokens=20_000), metadata=KEYED):
            events.append(response.event)
            if len(events) == 10:
                # Long enough for the transport's windows to fill.
                threading.Event().wait(0.5)

        self.assertEqual([event.sequence for event in events], list(range(1, len(events) + 1)))
        self.assertEqual(events[-1].complete.text, " token" * 20_000)

    def test_compression_gzip_is_taken(self):
        content = b"the same words again and again " * 10_000

        file = self.files.UploadFile(frames(content), metadata=KEYED, compression=grpc.Compression.Gzip).file

        self.assertEqual(file.sha256, hashlib.sha256(content).hexdigest())


if __name__ == "__main__":
    unittest.main()
