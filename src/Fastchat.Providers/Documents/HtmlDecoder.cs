using Fastchat.Files;
using Fastchat.Providers.Sandbox;

namespace Fastchat.Providers.Documents;

/// <summary>HTML by way of AngleSharp, in a worker.</summary>
/// <param name="sandbox">Where the worker runs.</param>
/// <param name="worker">How it is started.</param>
/// <param name="limits">What it may use; memory apart.</param>
public sealed class HtmlDecoder(SandboxedProcess sandbox, WorkerCommand worker, SandboxOptions? limits = null)
    : WorkerDecoder(sandbox, worker, FileKind.Html, DecodeWorker.Html, limits);
