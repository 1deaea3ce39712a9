import unittest

from fastchat import DocumentStatus, FastchatError, IngestionError
from fastchat._gen.fastchat.retrieval.v1 import collection_service_pb2, collection_service_pb2_grpc
from fastchat._gen.fastchat.retrieval.v1.collection_pb2 import Collection, Document, DocumentError
from tests.in_process_server import ServerTestCase

IN_PROGRESS = DocumentStatus.Value("DOCUMENT_STATUS_IN_PROGRESS")
COMPLETED = DocumentStatus.Value("DOCUMENT_STATUS_COMPLETED")
FAILED = DocumentStatus.Value("DOCUMENT_STATUS_FAILED")
CANCELLED = DocumentStatus.Value("DOCUMENT_STATUS_CANCELLED")


class Ingesting(collection_service_pb2_grpc.CollectionServiceServicer):
    """Has a document that takes the states given, one per look; the last one stays."""

    def __init__(self, *states):
        self.states = states
        self.looks = 0
        self.added = []

    def AddDocument(self, request, context):
        self.added.append(request)
        return collection_service_pb2.AddDocumentResponse(document=self.look())

    def GetDocument(self, request, context):
        return collection_service_pb2.GetDocumentResponse(document=self.look())

    def look(self):
        state = self.states[min(self.looks, len(self.states) - 1)]
        self.looks += 1
        return Document(file_id="file-1", filename="moon.pdf", **state)


class Collecting(collection_service_pb2_grpc.CollectionServiceServicer):
    """Answers with what it was asked."""

    def __init__(self):
        self.deleted = []

    def CreateCollection(self, request, context):
        collection = Collection(collection_id="vs_1", name=request.name, metadata=request.metadata)
        return collection_service_pb2.CreateCollectionResponse(collection=collection)

    def GetCollection(self, request, context):
        collection = Collection(collection_id=request.collection_id, name="moons")
        return collection_service_pb2.GetCollectionResponse(collection=collection)

    def ListCollections(self, request, context):
        return collection_service_pb2.ListCollectionsResponse(
            collections=[Collection(collection_id=f"vs_{request.page_token}")],
            next_page_token="" if request.page_token else "2",
        )

    def DeleteCollection(self, request, context):
        self.deleted.append(request.collection_id)
        return collection_service_pb2.DeleteCollectionResponse()

    def ListDocuments(self, request, context):
        document = Document(collection_id=request.collection_id, file_id="file-1")
        return collection_service_pb2.ListDocumentsResponse(documents=[document])

    def RemoveDocument(self, request, context):
        self.deleted.append(f"{request.collection_id}/{request.file_id}")
        return collection_service_pb2.RemoveDocumentResponse()


class CollectionTests(ServerTestCase):
    def start(self, servicer):
        return self.start_server(collection_service_pb2_grpc.add_CollectionServiceServicer_to_server, servicer)

    def test_add_and_wait_completes_returns_the_document(self):
        servicer = Ingesting(
            {"status": IN_PROGRESS},
            {"status": IN_PROGRESS, "stage": "embed"},
            {"status": COMPLETED, "chunk_count": 4},
        )

        document = self.start(servicer).collections.add_and_wait(
            "vs_1", "file-1", attributes={"a": "b"}, poll_interval=0.001, timeout=10
        )

        self.assertEqual(document.chunk_count, 4)
        self.assertEqual(servicer.looks, 3)
        expected = collection_service_pb2.AddDocumentRequest(
            collection_id="vs_1", file_id="file-1", attributes={"a": "b"}
        )
        self.assertEqual(servicer.added, [expected])

    def test_add_and_wait_fails_raises_the_reason(self):
        error = DocumentError(code="file_has_no_text", message="There is no text in it.")
        client = self.start(Ingesting({"status": IN_PROGRESS}, {"status": FAILED, "error": error}))

        with self.assertRaises(IngestionError) as raised:
            client.collections.add_and_wait("vs_1", "file-1", poll_interval=0.001)

        error = raised.exception
        self.assertIsInstance(error, FastchatError)
        self.assertEqual((error.reason, error.code, error.retryable), ("FILE_HAS_NO_TEXT", "INVALID_ARGUMENT", False))
        self.assertEqual(str(error), "moon.pdf was not made searchable: There is no text in it.")
        self.assertEqual(error.document.status, FAILED)

    def test_add_and_wait_cancelled_raises(self):
        client = self.start(Ingesting({"status": CANCELLED}))

        with self.assertRaises(IngestionError) as raised:
            client.collections.add_and_wait("vs_1", "file-1")

        self.assertEqual(raised.exception.reason, "CANCELLED")

    def test_add_and_wait_never_done_names_the_option(self):
        client = self.start(Ingesting({"status": IN_PROGRESS}))

        with self.assertRaisesRegex(FastchatError, "timeout") as raised:
            client.collections.add_and_wait("vs_1", "file-1", poll_interval=0.001, timeout=0.05)

        self.assertEqual(raised.exception.code, "DEADLINE_EXCEEDED")

    def test_collections_create_get_list_delete_call_the_service(self):
        servicer = Collecting()
        collections = self.start(servicer).collections

        created = collections.create("moons", metadata={"a": "b"})
        self.assertEqual((created.name, dict(created.metadata)), ("moons", {"a": "b"}))
        self.assertEqual(collections.get("vs_1").name, "moons")
        self.assertEqual([found.collection_id for found in collections.list()], ["vs_", "vs_2"])
        self.assertEqual([found.file_id for found in collections.list_documents("vs_1")], ["file-1"])
        collections.remove_document("vs_1", "file-1")
        collections.delete("vs_1")
        self.assertEqual(servicer.deleted, ["vs_1/file-1", "vs_1"])


if __name__ == "__main__":
    unittest.main()
