using Fastchat.Contracts.OpenAI.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Parameters;

/// <summary>Puts defaults where a request states nothing.</summary>
internal static class ParameterDefaults
{
    // What belongs to the one request, and never to a model.
    private static readonly HashSet<string> OfRequests = ["messages", "model", "stream", "stream_options", "store", "metadata", "functions", "function_call", "rest"];

    private static readonly FieldDescriptor[] Fields = [.. ChatCompletionParams.Descriptor.Fields.InDeclarationOrder().Where(f => !OfRequests.Contains(f.Name))];

    // One setting under two names.
    private static readonly string[] Lengths = ["max_tokens", "max_completion_tokens"];

    /// <summary>Fills in what is not stated.</summary>
    public static void Apply(ChatCompletionParams defaults, ChatCompletionParams parameters)
    {
        // Whatever the request says of the length of its answer, the defaults say nothing more of it.
        var hasLength = ParameterFit.Length(parameters) is not null;
        var source = defaults.Clone();
        foreach (var field in Fields)
        {
            if (!IsStated(field, source) || IsStated(field, parameters) || (hasLength && Lengths.Contains(field.Name))) continue;
            if (field.IsMap || field.IsRepeated) AddAll(field, source, parameters);
            else field.Accessor.SetValue(parameters, field.Accessor.GetValue(source));
        }

        foreach (var (name, value) in source.Rest?.Fields ?? [])
        {
            parameters.Rest ??= new Struct();
            parameters.Rest.Fields.TryAdd(name, value);
        }
    }

    private static bool IsStated(FieldDescriptor field, ChatCompletionParams parameters) => field switch
    {
        { IsRepeated: true } => ((System.Collections.ICollection)field.Accessor.GetValue(parameters)).Count > 0,
        { HasPresence: true } => field.Accessor.HasValue(parameters),
        _ => Convert.ToInt32(field.Accessor.GetValue(parameters), System.Globalization.CultureInfo.InvariantCulture) != 0,
    };

    private static void AddAll(FieldDescriptor field, ChatCompletionParams source, ChatCompletionParams parameters)
    {
        if (field.IsMap)
        {
            var (from, to) = ((System.Collections.IDictionary)field.Accessor.GetValue(source), (System.Collections.IDictionary)field.Accessor.GetValue(parameters));
            foreach (System.Collections.DictionaryEntry entry in from) to[entry.Key] = entry.Value;
            return;
        }

        var list = (System.Collections.IList)field.Accessor.GetValue(parameters);
        foreach (var item in (System.Collections.IList)field.Accessor.GetValue(source)) list.Add(item);
    }
}
