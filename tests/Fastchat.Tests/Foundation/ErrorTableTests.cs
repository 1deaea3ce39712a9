using System.Text.RegularExpressions;
using Fastchat.Architecture;
using Fastchat.Contracts.Errors.V1;
using Grpc.Core;

namespace Fastchat.Foundation;

public sealed partial class ErrorTableTests
{
    public static TheoryData<ErrorReason> Reasons => [.. Enum.GetValues<ErrorReason>().Where(r => r != ErrorReason.Unspecified)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Kind_Reason_IsWhatItsCommentInTheContractSays(ErrorReason reason)
    {
        var comment = Comment(reason);
        var stated = Statement().Match(comment);
        Assert.True(stated.Success, $"The comment of {reason} does not state code, status and whether to repeat: {comment}");

        var kind = ErrorTable.Kind(reason);

        Assert.Equal(stated.Groups["code"].Value, CodeName(kind.Code));
        Assert.Equal(stated.Groups["status"].Value, kind.HttpStatus.ToString(System.Globalization.CultureInfo.InvariantCulture));

        // What needs a hand first is not for programs to repeat.
        var repeat = stated.Groups["repeat"].Value;
        Assert.Equal(!repeat.StartsWith("do not", StringComparison.Ordinal) && !repeat.StartsWith("repeat after", StringComparison.Ordinal), kind.Retryable);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void FromCode_Code_IsTheReasonAgain(ErrorReason reason) => Assert.Equal(reason, ErrorTable.FromCode(ErrorTable.Code(reason)));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Type_Reason_BelongsToItsStatus(ErrorReason reason)
    {
        var kind = ErrorTable.Kind(reason);

        Assert.Equal(
            kind.HttpStatus switch
            {
                401 => "authentication_error",
                403 => "permission_error",
                429 => "rate_limit_error",
                >= 500 => "server_error",
                _ when reason == ErrorReason.Interrupted => "server_error",
                _ => "invalid_request_error",
            },
            kind.Type);
    }

    [Fact]
    public void Names_Reason_AreSpeltForEachWire() =>
        Assert.Equal(("FILE_NOT_FOUND", "file_not_found"), (ErrorTable.Name(ErrorReason.FileNotFound), ErrorTable.Code(ErrorReason.FileNotFound)));

    [Fact]
    public void FromCode_UnknownWord_IsInternal() => Assert.Equal(ErrorReason.Internal, ErrorTable.FromCode("no_such_reason"));

    private static string CodeName(StatusCode code) => CapitalInside().Replace(code.ToString(), "_").ToUpperInvariant();

    private static string Comment(ErrorReason reason)
    {
        var lines = File.ReadAllLines(Repository.PathOf("protos", "fastchat", "errors", "v1", "error_reason.proto"));
        var at = Array.FindIndex(lines, l => l.TrimStart().StartsWith($"ERROR_REASON_{ErrorTable.Name(reason)} ", StringComparison.Ordinal));
        var comment = new List<string>();
        while (lines[--at].TrimStart().StartsWith("//", StringComparison.Ordinal)) comment.Insert(0, lines[at].Trim().TrimStart('/').Trim());
        return string.Join(' ', comment);
    }

    [GeneratedRegex(@"(?<code>[A-Z_]{5,}), (?<status>\d{3}), (?<repeat>(do not )?repeat[^.]*)\.")]
    private static partial Regex Statement();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex CapitalInside();
}
