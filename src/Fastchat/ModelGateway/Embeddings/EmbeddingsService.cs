using System.Buffers.Binary;
using System.Text;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Privacy;
using Google.Protobuf;
using Fastchat.ModelGateway.Registry;
using Grpc.Core;

namespace Fastchat.ModelGateway.Embeddings;

/// <summary>The door of embeddings in OpenAI's shape.</summary>
public sealed class EmbeddingsService(Gateway gateway, ModelCatalog catalog, ReadingMeter meter, TextScreen screen) : Contracts.OpenAI.V1.EmbeddingsService.EmbeddingsServiceBase
{
    /// <inheritdoc />
    public override async Task<CreateEmbeddingsResponse> CreateEmbeddings(CreateEmbeddingsRequest request, ServerCallContext context)
    {
        var (tenant, token) = (context.Tenant(), context.CancellationToken);
        var given = EmbeddingRules.Check(request);
        var permit = await catalog.PermitAsync(context);
        var model = gateway.Describe(request.Model, permit);
        context.Audit()?.Add("model", model.Name);
        context.Audit()?.Add("texts", given.Count);
        var texts = await screen.AdmitAsync(tenant, given, i => request.InputCase == CreateEmbeddingsRequest.InputOneofCase.One ? "input" : $"input[{i}]", token);
        await using var measured = await meter.BeginAsync(context, model, request.User, texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t)));
        var answer = await gateway.EmbedAsync(tenant, permit, new EmbeddingQuery(model.Name, texts, request.HasDimensions ? request.Dimensions : null), token);
        measured.Add(answer.PromptTokens, answer.IsEstimated);
        return new CreateEmbeddingsResponse
        {
            Object = "list",
            Data = { answer.Vectors.Select((vector, i) => ToMessage(vector, i, request.EncodingFormat)) },
            Model = model.Name,
            Usage = new EmbeddingUsage { PromptTokens = answer.PromptTokens, TotalTokens = answer.PromptTokens },
        };
    }

    private static Embedding ToMessage(float[] vector, int index, EmbeddingEncoding encoding)
    {
        var message = new Embedding { Object = "embedding", Index = index };
        if (encoding == EmbeddingEncoding.Base64)
        {
            var bytes = new byte[vector.Length * sizeof(float)];
            for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
            message.Base64 = UnsafeByteOperations.UnsafeWrap(bytes);
        }
        else
        {
            message.Floats = new EmbeddingVector { Values = { vector } };
        }

        return message;
    }
}
