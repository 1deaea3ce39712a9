using Fastchat.Contracts.Options.V1;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

public sealed class AccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    private IEnumerable<RpcMethod> Infrastructure =>
        _server.Host.Services.GetRequiredService<RpcMethodTable>().Methods.Where(m => !Contract.Methods.ContainsKey(m.Descriptor.FullName));

    public static TheoryData<string> Methods => [.. Contract.Methods.Keys];

    /// <summary>Native listings: those that are paged by page_size.</summary>
    public static TheoryData<string> NativeLists =>
        [.. Contract.Methods.Values.Where(m => m.InputType.FindFieldByName("page_size") is not null).Select(m => m.FullName)];

    /// <summary>Listings in OpenAI's shape: those that are paged by limit.</summary>
    public static TheoryData<string, int> OpenAILists => new()
    {
        { "/v1/files", 10_000 },
        { "/v1/vector_stores", 100 },
        { "/v1/vector_stores/{store}/files", 100 },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method_OfTheContract_SaysWhoMayCallIt(string name)
    {
        var access = Contract.Methods[name].GetOptions()?.GetExtension(AccessExtensions.Access);

        Assert.NotNull(access);
        Assert.NotEqual(access.Public, access.Permission.Length > 0);
        Assert.Equal(access.Public, access.Quota == QuotaClass.Unspecified);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method_OfTheContract_IsServed(string name) =>
        Assert.Contains(_server.Host.Services.GetRequiredService<RpcMethodTable>().Methods, m => m.Descriptor.FullName == name);

    /// <summary>Every method with a permission, and everyone who calls with a key.</summary>
    public static TheoryData<string> Guarded => [.. Contract.Methods.Values.Where(m => !Access(m).Public).Select(m => m.FullName)];

    /// <summary>The rows and columns: who may call what follows from the contract's permission and the caller's role alone.</summary>
    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Guarded))]
    public async Task Method_CalledByEachRole_IsRefusedToThoseWithoutItsPermission(string name)
    {
        var method = Contract.Methods[name];
        var permission = Access(method).Permission;
        var holders = new List<string>();
        foreach (var (who, key, permissions) in await _server.KeysOfAllRolesAsync())
        {
            var refusal = await RefusalAsync(key, method);
            Assert.True(permissions.Contains(permission) != (refusal?.StatusCode == StatusCode.PermissionDenied), $"{who}: {refusal?.Status}");
            if (refusal?.StatusCode != StatusCode.PermissionDenied) holders.Add(who);
        }

        Assert.NotEmpty(holders);
        Assert.Equal(StatusCode.Unauthenticated, (await RefusalAsync(null, method))?.StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await RefusalAsync(await _server.ExpiredKeyAsync(), method))?.StatusCode);
    }

    [Fact]
    public void PublicMethods_OfTheContract_AreHealthVersionAndHowToSignIn() => Assert.Equal(
        ["fastchat.admin.v1.HealthService.GetHealth", "fastchat.admin.v1.HealthService.GetVersion", "fastchat.admin.v1.SignInService.GetSignIn"],
        Contract.Methods.Values.Where(m => m.GetOptions().GetExtension(AccessExtensions.Access).Public).Select(m => m.FullName).Order());

    [Fact]
    public void Methods_OutsideTheContract_AreHealthAndReflectionAlone() => Assert.Equal(
        ["grpc.health.v1.Health.Check", "grpc.health.v1.Health.List", "grpc.health.v1.Health.Watch",
            "grpc.reflection.v1.ServerReflection.ServerReflectionInfo", "grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo"],
        Infrastructure.Select(m => m.Descriptor.FullName).Order(StringComparer.Ordinal));

    [Theory(Timeout = Limits.Test)]
    [InlineData("Check")]
    [InlineData("List")]
    public async Task Infrastructure_WithoutAKey_Answers(string name)
    {
        var method = Infrastructure.Single(m => m.Descriptor.Name == name).Descriptor;

        await Contract.CallAsync(_server.GrpcAs(null), method, Contract.EmptyRequest(method));
    }

    [Fact]
    public void List_WithAnItemPerRow_IsPaged() => Assert.Equal(
        ["fastchat.openai.v1.ModelsService.ListModels"],
        Contract.Methods.Values
            .Where(m => m.Name.StartsWith("List", StringComparison.Ordinal) && m.InputType.FindFieldByName("page_size") is null && m.InputType.FindFieldByName("limit") is null)
            .Select(m => m.FullName));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(NativeLists))]
    public async Task NativeList_NegativePageSize_IsRefusedByName(string name)
    {
        var refused = await RefusalAsync(name, pageSize: -1, pageToken: "");

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith("page_size must be", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(NativeLists))]
    public async Task NativeList_ForeignPageToken_IsRefused(string name)
    {
        var refused = await RefusalAsync(name, pageSize: 1, pageToken: "bm90IG91cnM");

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith("page_token is not", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(NativeLists))]
    public async Task NativeList_HugePageSize_GivesThePageOfTheMaximum(string name)
    {
        var method = Contract.Methods[name];

        await Contract.CallAsync(Invoker(name), method, await RequestAsync(name, int.MaxValue, ""));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(OpenAILists))]
    public async Task OpenAIList_LimitOutOfBounds_IsRefusedByName(string path, int maximum)
    {
        var place = path.Replace("{store}", await _server.Rest.MakeStoreAsync([("a.txt", "text")]), StringComparison.Ordinal);

        foreach (var limit in new[] { -1, 0, maximum + 1 })
        {
            var refused = await _server.Rest.GetAsync($"{place}?limit={limit}");
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.Status);
            Assert.Equal("limit", refused.Error.GetProperty("param").GetString());
        }

        Assert.Equal(System.Net.HttpStatusCode.OK, (await _server.Rest.GetAsync($"{place}?limit={maximum}")).Status);
    }

    private static Contracts.Options.V1.Access Access(Google.Protobuf.Reflection.MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    private async Task<RpcException?> RefusalAsync(string? key, Google.Protobuf.Reflection.MethodDescriptor method)
    {
        try
        {
            await Contract.CallAsync(_server.GrpcAs(key), method, Contract.EmptyRequest(method));
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    private CallInvoker Invoker(string name) =>
        TenantIsolationTests.IsOfTenants(Contract.Methods[name]) ? _server.Grpc : _server.GrpcAs(TestServer.AdminKey);

    private async Task<RpcException> RefusalAsync(string name, int pageSize, string pageToken)
    {
        var request = await RequestAsync(name, pageSize, pageToken);
        return await Assert.ThrowsAsync<RpcException>(() => Contract.CallAsync(Invoker(name), Contract.Methods[name], request));
    }

    private async Task<string> MakeWebhookAsync() =>
        (await _server.Rest.PostAsync("/v1/admin/webhooks", new { url = "https://receiver.invalid/", event_types = new[] { "run.failed" } })).Json.GetProperty("webhook").GetProperty("webhook_id").GetString()!;

    private async Task<IMessage> RequestAsync(string name, int pageSize, string pageToken)
    {
        var request = Contract.EmptyRequest(Contract.Methods[name]);
        var fields = request.Descriptor;
        fields.FindFieldByName("page_size").Accessor.SetValue(request, pageSize);
        fields.FindFieldByName("page_token").Accessor.SetValue(request, pageToken);
        if (fields.FindFieldByName("collection_id") is { } collection) collection.Accessor.SetValue(request, await _server.Rest.MakeStoreAsync([("a.txt", "text")]));
        if (fields.FindFieldByName("webhook_id") is { } webhook) webhook.Accessor.SetValue(request, await MakeWebhookAsync());
        return request;
    }
}
