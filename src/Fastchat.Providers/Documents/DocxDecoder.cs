using Fastchat.Files;
using Fastchat.Providers.Sandbox;

namespace Fastchat.Providers.Documents;

/// <summary>DOCX in a worker. Word keeps no pages: they arise when the document is laid out.</summary>
/// <param name="sandbox">Where the worker runs.</param>
/// <param name="worker">How it is started.</param>
/// <param name="limits">What it may use; memory apart.</param>
public sealed class DocxDecoder(SandboxedProcess sandbox, WorkerCommand worker, SandboxOptions? limits = null)
    : WorkerDecoder(sandbox, worker, FileKind.Docx, DecodeWorker.Docx, limits);
