"""A server of grpcio's own stack in this process."""

from __future__ import annotations

import unittest
from concurrent import futures
from typing import Any, Callable, Optional

import grpc

from fastchat import FastchatClient
from fastchat._gen.fastchat.rpc.error_details_pb2 import ErrorInfo
from fastchat._gen.fastchat.rpc.status_pb2 import Status


class ServerTestCase(unittest.TestCase):
    """A test that starts a server and calls it."""

    def start_server(self, add_to_server: Callable[[Any, grpc.Server], None], servicer: Any) -> FastchatClient:
        """Starts a server for the length of the test, and a client that calls it."""
        server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        add_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        client = FastchatClient(f"http://127.0.0.1:{port}", "fc_test")
        self.addCleanup(lambda: server.stop(grace=None).wait(5))
        self.addCleanup(client.close)
        return client


def fail(
    context: grpc.ServicerContext, code: grpc.StatusCode, message: str, reason: str, param: Optional[str] = None
) -> None:
    """Ends a call as Fastchat's server does: with the reason in the details."""
    status = Status(code=code.value[0], message=message)
    infos = [
        # Another service's detail before ours must not be taken for it.
        ErrorInfo(domain="elsewhere.example", reason="OTHER"),
        ErrorInfo(domain="fastchat.dev", reason=reason, metadata={"param": param} if param else {}),
    ]
    for info in infos:
        status.details.add(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info.SerializeToString())
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, message)
