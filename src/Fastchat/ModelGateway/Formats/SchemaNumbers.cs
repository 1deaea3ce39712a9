using System.Globalization;
using System.Text.Json.Nodes;

namespace Fastchat.ModelGateway.Formats;

/// <summary>Numbers of JSON, which may be written in more ways and be larger than any one type of ours holds.</summary>
internal static class SchemaNumbers
{
    /// <summary>A number; infinite when it is larger than a double holds.</summary>
    public static double Of(JsonNode number) => double.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Whether a number is a multiple of another, both as they are written where that is possible.</summary>
    public static bool IsMultiple(JsonNode number, double factor)
    {
        if (decimal.TryParse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && Math.Abs(factor) is > 1e-20 and < 1e20)
        {
            try
            {
                return exact % (decimal)factor == 0;
            }
            catch (OverflowException)
            {
                return false;
            }
        }

        var quotient = Of(number) / factor;
        return quotient == Math.Floor(quotient);
    }
}
