using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fastchat.ModelGateway.Formats;

/// <summary>
/// One answer held against one schema. A schema comes from whoever calls, and may be made to cost: what is shared is asked once for
/// each value, and steps and depth are limited, so that no schema takes more than a moment or ends the process.
/// </summary>
internal sealed class SchemaRun
{
    private const int MostSteps = 2_000_000;
    private const int Deepest = 400;

    private readonly Dictionary<(SchemaNode, JsonNode?), SchemaFault?> _known = [];
    private int _steps;
    private int _depth;

    /// <summary>Holds a whole answer against a schema.</summary>
    public static SchemaFault? Check(SchemaNode schema, JsonNode? value)
    {
        try
        {
            return new SchemaRun().Check(schema, SchemaPlace.Root, value);
        }
        catch (SchemaTooCostlyException e)
        {
            return SchemaPlace.Root.Fault(e.Message);
        }
        catch (RegexMatchTimeoutException)
        {
            return SchemaPlace.Root.Fault("cannot be checked: a pattern of the schema takes too long");
        }
    }

    /// <summary>Holds a value within the answer against a schema within the schema.</summary>
    public SchemaFault? Check(SchemaNode schema, SchemaPlace place, JsonNode? value)
    {
        if (!schema.IsShared) return CheckRules(schema, place, value);
        if (_known.TryGetValue((schema, value), out var known)) return known;

        // A schema that leads to itself with the same value says nothing new by it.
        _known[(schema, value)] = null;
        return _known[(schema, value)] = CheckRules(schema, place, value);
    }

    /// <summary>A piece of work is about to be done.</summary>
    /// <param name="size">How large it is, compared with looking at one value.</param>
    public void Step(int size = 1)
    {
        if ((_steps += size) > MostSteps) throw new SchemaTooCostlyException("cannot be checked: schema and answer together are too large");
    }

    private SchemaFault? CheckRules(SchemaNode schema, SchemaPlace place, JsonNode? value)
    {
        if (++_depth > Deepest) throw new SchemaTooCostlyException("cannot be checked: the schema leads too deep");
        try
        {
            foreach (var rule in schema.Rules)
            {
                Step();
                if (rule(this, place, value) is { } fault) return fault;
            }

            return null;
        }
        finally
        {
            _depth--;
        }
    }
}
