using System.Globalization;
using System.Text.RegularExpressions;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Rpc.OpenApi;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>What a field may hold is said in its comment, and held: what is at the edge goes in, what is one beyond is refused with the field named.</summary>
public sealed partial class FieldLimitsTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private static readonly ProtoComments Comments = Read();

    // Numbers in comments that no single request can pass or that are held otherwise, each with where.
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["page_size"] = "what is more is the maximum: AccessTests",
        ["stop"] = "text or list: ChatRulesTests",
        ["query"] = "text or list: RetrieverTests",
        ["page"] = "says how long pages are",
        ["data"] = "frames: FilesTests",
        ["filename"] = "FileUploadTests",
        ["header.filename"] = "FileUploadTests",
        ["text"] = "a mebibyte: ChatRulesTests",
        ["messages.text"] = "a mebibyte: ChatRulesTests",
        ["message"] = "a mebibyte: ChatRulesTests",
        ["start.messages.text"] = "a mebibyte: ChatRulesTests",
        ["create.input"] = "text or list: ResponseRulesTests",
        ["message.text"] = "a mebibyte: IncomingItemsTests",
        ["messages.parts"] = "text or list: ThreadShapesTests",
        ["message.parts"] = "text or list: ThreadShapesTests",
        ["parts"] = "text or list: ThreadShapesTests",
        ["items.compaction.encrypted_content"] = "more than any request holds",
        ["expires_after.seconds"] = "FilesTests",
        ["params.top_logprobs"] = "needs logprobs: ParameterRulesTests",
        ["params.logit_bias"] = "numbers by tokens: ParameterRulesTests",
        ["params.functions"] = "messages: ToolRulesTests",
        ["params.response_format.json_schema.json_schema.name"] = "ParameterRulesTests",
        ["params.stop"] = "text or list: ChatRulesTests",
        ["params.input"] = "text or list: ResponseRulesTests",
        ["chunking.overlap_tokens"] = "relative to another field: ChunkerTests",
        ["dimensions"] = "the model has fewer: EmbeddingsTests",
        ["many.items"] = "text or list: EmbeddingsTests",
        ["tools.file_search.ranking_options"] = "a message",
        ["params.tools.mcp.allowed_tools.filter.tool_names"] = "needs a label: ToolsTests",
        ["url"] = "a URL: webhooks.test.mjs",
        ["spec.base_url"] = "a URL: RegistryRulesTests",
    };

    // Values that are words of a language of their own.
    private static readonly Dictionary<string, string> Words = new() { ["permissions"] = "chat.write", ["scopes"] = "chat.read", ["days"] = "MONDAY", ["names"] = "Ann" };

    /// <summary>Every method and field whose comment states a limit.</summary>
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var method in Contract.Methods.Values.Where(m => !m.IsClientStreaming))
            {
                foreach (var path in FieldPaths.Of(method.InputType).Where(p => LimitOf(p) is not null && !Elsewhere.ContainsKey(p.Name()))) rows.Add(method.FullName, path.Name());
            }

            return rows;
        }
    }

    [Fact]
    public void Comments_WithANumber_AreLimitsThatAreHeldHereOrElsewhere() => Assert.Empty(Contract.Methods.Values
        .SelectMany(m => FieldPaths.Of(m.InputType).Select(p => (Method: m, Path: p)))
        .Where(f => LooksLikeALimit().IsMatch(Comments.Of(f.Path[^1])) && LimitOf(f.Path) is null && !Elsewhere.ContainsKey(f.Path.Name()))
        .Select(f => $"{f.Method.FullName} {f.Path.Name()}: {Comments.Of(f.Path[^1])}"));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Rows))]
    public async Task Field_AtItsLimitAndBeyond_GoesInAndIsRefusedByName(string method, string name)
    {
        var descriptor = Contract.Methods[method];
        var path = FieldPaths.Of(descriptor.InputType).Single(p => p.Name() == name);
        var (low, high) = LimitOf(path)!.Value;
        foreach (var edge in new[] { low, high }.OfType<double>().Where(e => (e > 0 || !IsCounted(path)) && !IsListOfMessages(path))) Assert.False(Refuses(await AskAsync(descriptor, path, edge), path), $"{edge} of {low} to {high}");
        foreach (var beyond in new[] { low - Step(path), high + Step(path) }.OfType<double>().Where(b => b >= 0 || !IsCounted(path)))
        {
            // Nothing at all is what absent fields are, and means the default.
            if (beyond == 0 && !path[^1].HasPresence) continue;
            var answer = await AskAsync(descriptor, path, beyond);
            Assert.True(Refuses(answer, path), $"{beyond} of {low} to {high}: {answer}");
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("fastchat.retrieval.v1.CollectionService.CreateCollection", "metadata")]
    [InlineData("fastchat.retrieval.v1.CollectionService.AddDocument", "attributes")]
    [InlineData("fastchat.openai.v1.VectorStoresService.CreateVectorStore", "metadata")]
    [InlineData("fastchat.openai.v1.VectorStoresService.UpdateVectorStore", "metadata")]
    [InlineData("fastchat.openai.v1.VectorStoresService.CreateVectorStoreFile", "attributes")]
    [InlineData("fastchat.openai.v1.ChatCompletionsService.CreateChatCompletion", "params.metadata")]
    [InlineData("fastchat.openai.v1.ChatCompletionsService.StreamChatCompletion", "params.metadata")]
    [InlineData("fastchat.openai.v1.ResponsesService.CreateResponse", "params.metadata")]
    [InlineData("fastchat.openai.v1.ChatCompletionsService.ListChatCompletions", "metadata")]
    [InlineData("fastchat.openai.v1.ChatCompletionsService.UpdateChatCompletion", "metadata")]
    public async Task Pairs_WithLongKeysOrValues_AreRefusedByName(string method, string name)
    {
        var descriptor = Contract.Methods[method];
        var path = FieldPaths.Of(descriptor.InputType).Single(p => p.Name() == name);
        foreach (var (key, value, fits) in new[] { (64, 512, true), (65, 1, false), (0, 1, false), (1, 513, false) })
        {
            var ids = await tenants.ControlAsync();
            var request = OwnRequests.Of(descriptor, ids);
            request.Place(path, new[] { KeyValuePair.Create(new string('k', key), new string('v', value)) });
            Assert.Equal(!fits, Refuses(await Contract.AnswerAsync(tenants.Server.GrpcAs(ids.ApiKey), descriptor, request), path));
        }
    }

    private static bool Refuses(Answer answer, IReadOnlyList<FieldDescriptor> path) => answer.IsInvalid && answer.Text.Contains(path[^1].Name, StringComparison.Ordinal);

    private static bool IsCounted(IReadOnlyList<FieldDescriptor> path) => path[^1].IsRepeated || path[^1].FieldType == FieldType.String;

    // As many as may be are not all of one kind; their own tests know which.
    private static bool IsListOfMessages(IReadOnlyList<FieldDescriptor> path) => path[^1] is { IsRepeated: true, IsMap: false, FieldType: FieldType.Message };

    private static double Step(IReadOnlyList<FieldDescriptor> path) => path[^1].FieldType is FieldType.Double or FieldType.Float ? 0.01 : 1;

    private async Task<Answer> AskAsync(MethodDescriptor method, IReadOnlyList<FieldDescriptor> path, double size)
    {
        // What the operator changes of a tenant is not to be felt by the other rows.
        var isTenants = TenantIsolationTests.IsOfTenants(method);
        var ids = isTenants ? await tenants.ControlAsync() : tenants.Theirs;
        var request = OwnRequests.Of(method, ids);
        Place(request, path, size);
        return await Contract.AnswerAsync(tenants.Server.GrpcAs(isTenants ? ids.ApiKey : TestServer.AdminKey), method, request);
    }

    private static void Place(IMessage request, IReadOnlyList<FieldDescriptor> path, double size)
    {
        var leaf = path[^1];
        var count = (int)size;
        if (leaf.IsMap) request.Place(path, Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"k{i}", "v")).ToList());
        else if (leaf.IsRepeated && leaf.FieldType == FieldType.String) request.Place(path, Enumerable.Repeat(Words.GetValueOrDefault(leaf.Name, "a"), count).ToList());
        else if (leaf.IsRepeated) Repeat(request.ListAt(path), leaf, count);
        else request.Place(path, leaf.FieldType switch
        {
            FieldType.String => new string('a', count),
            FieldType.Int32 => count,
            FieldType.Int64 => (long)size,
            FieldType.Float => (float)size,
            _ => size,
        });
    }

    private static void Repeat(System.Collections.IList list, FieldDescriptor field, int count)
    {
        var one = list.Count > 0 ? list[0]! : field.MessageType.Parser.ParseFrom(ByteString.Empty);
        list.Clear();
        for (var i = 0; i < count; i++) list.Add(one);
    }

    // Characters of text, entries of a list, pairs of a map, or a number itself.
    private static (double? Low, double? High)? LimitOf(IReadOnlyList<FieldDescriptor> path)
    {
        var field = path[^1];
        var comment = Comments.Of(field);
        if (field.FieldType == FieldType.String && !field.IsRepeated)
        {
            var each = EachAtMost().Match(Comments.Of(field.ContainingType));
            var text = Characters().Match(comment);
            return text.Success ? (Number(text, "low"), Number(text, "high")) : each.Success ? (null, Number(each, "high")) : null;
        }

        if (field.IsRepeated)
        {
            var entries = Entries().Match(comment);
            return entries.Success ? (Number(entries, "low"), Number(entries, "high")) : null;
        }

        if (field.FieldType is not (FieldType.Int32 or FieldType.Int64 or FieldType.Double or FieldType.Float)) return null;
        var range = Range().Match(comment);
        if (range.Success) return (Number(range, "low"), Number(range, "high"));
        if (OrMore().Match(comment) is { Success: true } more) return (Number(more, "low"), null);
        return AtMost().Match(comment) is { Success: true } most ? (null, Number(most, "high")) : null;
    }

    private static double? Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? double.Parse(found.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : null;

    private static ProtoComments Read()
    {
        using var contracts = typeof(ChatRequest).Assembly.GetManifestResourceStream("Fastchat.Contracts.binpb")!;
        return new ProtoComments([FileDescriptorSet.Parser.ParseFrom(contracts)]);
    }

    [GeneratedRegex(@"at most [\d,]+|up to [\d,]+|-?[\d.]+ to [\d.]+|\d+ or more")]
    private static partial Regex LooksLikeALimit();

    [GeneratedRegex(@"(?:(?<low>\d+) to |at most )(?<high>[\d,]+) (characters|of a-z)")]
    private static partial Regex Characters();

    [GeneratedRegex(@"Each at most (?<high>[\d,]+) characters")]
    private static partial Regex EachAtMost();

    [GeneratedRegex(@"(?:(?<low>\d+) to |at most )(?<high>[\d,]+)")]
    private static partial Regex Entries();

    [GeneratedRegex(@"(?<![\d.])(?<low>-?[\d.]*\d) to (?<high>\d[\d.]*\d|\d)")]
    private static partial Regex Range();

    [GeneratedRegex(@"at most (?<high>[\d,]*\d)")]
    private static partial Regex AtMost();

    [GeneratedRegex(@"(?<low>\d+) or more")]
    private static partial Regex OrMore();
}
