import unittest

from fastchat._gen.fastchat.retrieval.v1 import retrieval_service_pb2, retrieval_service_pb2_grpc
from fastchat._gen.fastchat.retrieval.v1.collection_pb2 import Passage
from tests.in_process_server import ServerTestCase


class Searching(retrieval_service_pb2_grpc.RetrievalServiceServicer):
    """Finds two passages."""

    def __init__(self):
        self.requests = []

    def Search(self, request, context):
        self.requests.append(request)
        passages = [Passage(text="It is far.", score=0.9), Passage(text="It is round.", score=0.2)]
        return retrieval_service_pb2.SearchResponse(passages=passages, candidates=7)


class SearchTests(ServerTestCase):
    def test_search_passages_best_first(self):
        servicer = Searching()
        client = self.start_server(retrieval_service_pb2_grpc.add_RetrievalServiceServicer_to_server, servicer)

        found = client.search("far?", ["vs_1"], top_k=2, score_threshold=0)

        self.assertEqual([passage.text for passage in found.passages], ["It is far.", "It is round."])
        self.assertEqual(found.candidates, 7)
        expected = retrieval_service_pb2.SearchRequest(
            query="far?", collection_ids=["vs_1"], top_k=2, score_threshold=0
        )
        self.assertEqual(servicer.requests, [expected])


if __name__ == "__main__":
    unittest.main()
