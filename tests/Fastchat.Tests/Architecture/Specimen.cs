using System.Text;

// One file on purpose: the types mean nothing but their ways of using each other.
namespace Fastchat.Architecture.Specimen;

#pragma warning disable CA1812 // They are read, never made.

internal class Seen0;

internal interface ISeen1;

internal sealed class Seen2;

internal sealed class Seen3;

internal sealed class Seen4;

internal class Seen5;

internal static class Seen6
{
    public static void Call()
    {
    }
}

internal sealed class Seen7;

internal sealed class Seen8 : Exception;

internal sealed class Seen9;

internal sealed class Seen10;

internal sealed class Seen11;

internal sealed class Seen12;

internal sealed class Seen13;

[AttributeUsage(AttributeTargets.All)]
internal sealed class SeenAttribute(Type? type = null) : Attribute
{
    public Type? Type { get; } = type;
}

internal sealed class OfBase : Seen0;

internal sealed class OfInterface : ISeen1;

internal sealed class OfField
{
    public readonly Seen2[] Value = [];
}

internal abstract class OfParameter
{
    public abstract void Take(ref Seen3 value);
}

internal abstract class OfGenericArgument
{
    public abstract void Take(IReadOnlyDictionary<string, List<Seen4>> values);
}

internal sealed class OfConstraint
{
    public static void Take<T>()
        where T : Seen5
    {
    }
}

internal sealed class OfStaticCall
{
    public static void Do() => Seen6.Call();
}

internal sealed class OfGenericCall
{
    public static object Do() => Array.Empty<Seen7>();
}

internal sealed class OfCatch
{
    public static void Do(Action action)
    {
        try
        {
            action();
        }
        catch (Seen8)
        {
            Console.Beep();
        }
    }
}

internal sealed class OfLambda
{
    public static Func<object> Do(int[] captured) => () => captured.Length > 0 ? new Seen9() : captured;
}

internal sealed class OfAttribute
{
    [Seen]
    public int Value { get; set; }
}

internal sealed class OfAttributeArgument
{
    [Seen(typeof(Seen10))]
    public int Value { get; set; }
}

internal sealed class OfAsync
{
    public static async Task<object> DoAsync()
    {
        await Task.Yield();
        return new Seen11();
    }
}

internal sealed class OfCast
{
    public static bool Do(object value) => value is Seen12;
}

internal abstract class OfReturn
{
    public abstract Task<Seen13?> DoAsync();
}

internal sealed class OfOtherAssembly
{
    public static object Do() => new StringBuilder();
}
