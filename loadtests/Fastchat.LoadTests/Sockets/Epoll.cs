using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Fastchat.LoadTests.Sockets;

/// <summary>
/// The system's own list of sockets that have something to do. One thread over it costs a fifth of what the runtime's sockets
/// cost per read, which is what keeps the load's two ends out of the figures. Source: epoll(7).
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    /// <summary>There is something to read, or the peer is gone.</summary>
    public const uint Readable = 1;

    /// <summary>There is room to write.</summary>
    public const uint Writable = 4;

    private const int Add = 1;
    private const int Remove = 2;
    private const int Change = 3;
    private const int Interrupted = 4;

    // The kernel packs the structure on x86-64 and nowhere else.
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _handle = Checked(Create(0));
    private readonly byte[] _events = new byte[512 * Size];

    /// <summary>Watches a socket.</summary>
    public void Watch(nint socket, int tag, uint events) => Control(Add, socket, tag, events);

    /// <summary>Watches it for something else.</summary>
    public void Rewatch(nint socket, int tag, uint events) => Control(Change, socket, tag, events);

    /// <summary>Watches it no longer; before it is closed.</summary>
    public void Forget(nint socket) => Control(Remove, socket, 0, 0);

    /// <summary>Waits until a socket is ready, for so many milliseconds at most; how many are.</summary>
    public int Wait(int milliseconds)
    {
        var count = Wait(_handle, _events, _events.Length / Size, milliseconds);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(count);
    }

    /// <summary>What the last wait found.</summary>
    public (int Tag, uint Events) this[int index]
    {
        get
        {
            var found = _events.AsSpan(index * Size, Size);
            return (BinaryPrimitives.ReadInt32LittleEndian(found[(Size - 8)..]), BinaryPrimitives.ReadUInt32LittleEndian(found));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _ = Close(_handle);

    private void Control(int operation, nint socket, int tag, uint events)
    {
        Span<byte> wanted = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, events);
        BinaryPrimitives.WriteInt64LittleEndian(wanted[(Size - 8)..], tag);
        Checked(Control(_handle, operation, (int)socket, wanted));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int socket, Span<byte> wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, byte[] events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
