import unittest

from fastchat._gen.fastchat.chat.v1 import model_service_pb2, model_service_pb2_grpc
from tests.in_process_server import ServerTestCase


class Offering(model_service_pb2_grpc.ModelServiceServicer):
    """Offers one model."""

    def ListModels(self, request, context):
        return model_service_pb2.ListModelsResponse(models=[model_service_pb2.Model(name="extractive")])


class ModelTests(ServerTestCase):
    def test_list_models_by_name(self):
        client = self.start_server(model_service_pb2_grpc.add_ModelServiceServicer_to_server, Offering())

        self.assertEqual([model.name for model in client.models.list()], ["extractive"])


if __name__ == "__main__":
    unittest.main()
