using System.Text;
using Fastchat.Contracts.Errors.V1;

namespace Fastchat.Providers.Models;

public sealed class UpstreamCausesTests
{
    // Bodies as the servers write them, shortened.
    [Theory]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"error":{"message":"litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException","type":null,"param":null,"code":"400"}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"error":{"message":"the request exceeds the available context size. try increasing the context size","type":"exceed_context_size_error","code":400}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(500, """{"error":{"message":"no","code":"context_length_exceeded"}}""", ErrorReason.ContextLengthExceeded)]
    [InlineData(400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter","param":"prompt","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ErrorReason.ContentRefused)]
    [InlineData(400, """{"error":{"message":"litellm.ContentPolicyViolationError: blocked","code":"400"}}""", ErrorReason.ContentRefused)]
    [InlineData(400, """{"error":{"message":"Your request was rejected.","code":"content_policy_violation"}}""", ErrorReason.ContentRefused)]
    [InlineData(400, """{"error":{"message":"temperature is too hot","param":"temperature"}}""", ErrorReason.UpstreamRejected)]
    [InlineData(422, """{"detail":[{"loc":["body","messages",0,"role"],"msg":"field required","type":"value_error.missing"}]}""", ErrorReason.UpstreamRejected)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", ErrorReason.UpstreamRateLimited)]
    [InlineData(400, """{"error":{"message":"ExceededBudget: over budget","type":"budget_exceeded","code":"400"}}""", ErrorReason.UpstreamRateLimited)]
    [InlineData(429, """{"error":{"message":"Request too large for gpt-4: reduce the length of the messages.","code":"rate_limit_exceeded"}}""", ErrorReason.UpstreamRateLimited)]
    [InlineData(408, """{"error":{"message":"litellm.Timeout","code":"408"}}""", ErrorReason.UpstreamTimeout)]
    [InlineData(404, """{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}""", ErrorReason.ModelNotFound)]
    [InlineData(404, "<html>Not found</html>", ErrorReason.ModelNotFound)]
    [InlineData(401, """{"error":{"message":"the maximum context length of your key","code":"invalid_api_key"}}""", ErrorReason.UpstreamUnauthorized)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorReason.UpstreamUnavailable)]
    [InlineData(500, "Internal Server Error", ErrorReason.UpstreamUnavailable)]
    [InlineData(301, "", ErrorReason.UpstreamUnavailable)]
    public void Of_WhatServersSay_IsItsReason(int status, string body, ErrorReason reason) =>
        Assert.Equal(reason, UpstreamCauses.Of(status, UpstreamError.Read(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Read_FieldThatFastApiBlames_IsItsPath() =>
        Assert.Equal("messages.0.role", UpstreamError.Read("""{"detail":[{"loc":["body","messages",0,"role"],"msg":"field required"}]}"""u8).Param);
}
