using Fastchat.Storage;

namespace Fastchat.Foundation;

public sealed class GroupQueueTests
{
    private const int Away = 9999;

    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _written = [];
    private readonly GroupQueue<int> _queue;

    public GroupQueueTests() => _queue = new GroupQueue<int>(WriteAsync);

    [Fact]
    public async Task Items_ThatComeWhileOneIsWritten_GoTogetherInTheirOrder()
    {
        var first = _queue.AddAsync(1);
        var others = Enumerable.Range(2, 3).Select(_queue.AddAsync).ToList();
        _hold.SetResult();

        await Task.WhenAll([first, .. others]);
        Assert.Equal(["1", "2+3+4"], _written);
        await _queue.AddAsync(5);
        Assert.Equal(["1", "2+3+4", "5"], _written);
    }

    [Fact]
    public async Task Items_MoreThanOneGroup_AreAllWritten()
    {
        var items = Enumerable.Range(0, 1000).Select(_queue.AddAsync).ToList();
        _hold.SetResult();

        await Task.WhenAll(items);
        Assert.Equal(Enumerable.Range(0, 1000), _written.SelectMany(w => w.Split('+')).Select(int.Parse));
        Assert.Equal(5, _written.Count);
    }

    [Fact]
    public async Task Item_AtFault_FailsAlone()
    {
        var first = _queue.AddAsync(1);
        var (good, bad) = (_queue.AddAsync(2), _queue.AddAsync(-1));
        _hold.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await Task.WhenAll(first, good);
        Assert.Equal(["1", "2"], _written);
        await _queue.AddAsync(3);
    }

    [Fact]
    public async Task Group_WhoseWriteIsInDoubt_FailsAndIsNotWrittenAgain()
    {
        var first = _queue.AddAsync(1);
        var others = (_queue.AddAsync(Away), _queue.AddAsync(2));
        _hold.SetResult();

        await first;
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => others.Item1);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => others.Item2);
        Assert.Equal(["1"], _written);
        await _queue.AddAsync(3);
    }

    [Fact]
    public async Task First_AtFault_DoesNotHoldUpTheNext()
    {
        _hold.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _queue.AddAsync(-1));
        await _queue.AddAsync(2);
        Assert.Equal(["2"], _written);
    }

    private async Task WriteAsync(IReadOnlyList<int> items)
    {
        await _hold.Task;
        if (items.Contains(Away)) throw new DatabaseUnavailableException("Away.", new IOException());
        if (items.Any(i => i < 0)) throw new InvalidOperationException("One is at fault.");
        lock (_written) _written.Add(string.Join('+', items));
    }
}
