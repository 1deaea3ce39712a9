using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Fastchat.Benchmarks.Stores;
using Fastchat.Governance.Encryption;

namespace Fastchat.Benchmarks.Micro;

/// <summary>Values of 1 KiB as messages are, and segments of 64 KiB as files are.</summary>
public class EncryptionBenchmarks
{
    private static readonly SealedPlace Place = new("runs", "completion");

    private readonly byte[] _message = RandomNumberGenerator.GetBytes(1024);
    private readonly byte[] _segment = RandomNumberGenerator.GetBytes(SegmentCipher.SegmentLength);
    private readonly byte[] _sealedSegment = new byte[SegmentCipher.SegmentLength + SegmentCipher.TagLength];
    private readonly byte[] _buffer = new byte[SegmentCipher.SegmentLength + SegmentCipher.TagLength];
    private StoreFixture _fixture = null!;
    private TenantCipher _cipher = null!;
    private SegmentCipher _segments = null!;
    private byte[] _sealed = [];

    /// <summary>Makes a tenant with a key.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        // Not asynchronous: the harness in this process begins to measure before such a one has ended.
        _fixture = StoreFixture.OpenAsync(connectionString: null).GetAwaiter().GetResult();
        _cipher = _fixture.Keys.UseAsync(_fixture.Tenant, Task.FromResult, CancellationToken.None).GetAwaiter().GetResult();
        _sealed = Seal()!;
        (_, _segments) = _cipher.NewBlob("file-1");
        SealSegment();
    }

    /// <summary>Removes them.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _segments.Dispose();
        _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Seals 1 KiB.</summary>
    [Benchmark]
    public byte[]? Seal() => _cipher.Seal(Place, "run_0123456789", _message);

    /// <summary>Opens 1 KiB.</summary>
    [Benchmark]
    public byte[]? Open() => _cipher.Open(Place, "run_0123456789", _sealed, 1);

    /// <summary>Seals 64 KiB of a file.</summary>
    [Benchmark]
    public void SealSegment() => _segments.Seal(1, isLast: false, _segment, _sealedSegment);

    /// <summary>Opens 64 KiB of a file.</summary>
    [Benchmark]
    public void OpenSegment() => _segments.Open(1, isLast: false, _sealedSegment, _buffer);
}
