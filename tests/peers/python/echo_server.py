"""A gRPC server of Debian's grpcio for the C# channel's tests: prints its port, serves until its input ends."""

import sys
import threading
import time
from concurrent import futures

import grpc
from google.protobuf.wrappers_pb2 import StringValue

cancelled = threading.Event()


def text(value):
    return StringValue(value=value)


def unary(request, context):
    metadata = dict(context.invocation_metadata())
    if request.value == "metadata":
        context.send_initial_metadata((("x-head", metadata.get("x-own", "")),))
        context.set_trailing_metadata((("x-end", "e"), ("x-end-bin", metadata.get("x-own-bin", b""))))
    if request.value == "fail":
        context.abort(grpc.StatusCode.NOT_FOUND, "grüße")
    if request.value == "timeout":
        return text(str(context.time_remaining()))
    while request.value == "hang" and context.is_active():
        time.sleep(0.01)
    if request.value == "unavailable once" and "grpc-previous-rpc-attempts" not in metadata:
        context.abort(grpc.StatusCode.UNAVAILABLE, "not yet")
    if request.value == "was cancelled":
        return text(str(cancelled.wait(20)))
    return text(request.value)


def server_stream(request, context):
    if request.value == "for ever":
        context.add_callback(cancelled.set)
        while context.is_active():
            yield text("x")
            time.sleep(0.01)
    else:
        for i in range(int(request.value)):
            yield text(str(i))


def client_stream(requests, context):
    return text(",".join(request.value for request in requests))


def duplex(requests, context):
    for request in requests:
        yield text(request.value + "!")


def handler(kind, function):
    return kind(function, request_deserializer=StringValue.FromString, response_serializer=StringValue.SerializeToString)


def main():
    compression = {"gzip": grpc.Compression.Gzip, "deflate": grpc.Compression.Deflate}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), compression=compression)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Text", {
        "Unary": handler(grpc.unary_unary_rpc_method_handler, unary),
        "ServerStream": handler(grpc.unary_stream_rpc_method_handler, server_stream),
        "ClientStream": handler(grpc.stream_unary_rpc_method_handler, client_stream),
        "Duplex": handler(grpc.stream_stream_rpc_method_handler, duplex),
    }),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(0)


if __name__ == "__main__":
    main()
