namespace Fastchat.Foundation;

public sealed class GroupQueueTests
{
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _written = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_ThatComeWhileOneIsWritten_GoTogetherInTheirOrder()
    {
        var queue = Queue();
        var first = queue.AddAsync(1, Ct);
        var others = Enumerable.Range(2, 3).Select(n => queue.AddAsync(n, Ct)).ToList();
        _hold.SetResult();

        Assert.Equal((int[])[10, 20, 30, 40], await Task.WhenAll([first, .. others]));
        Assert.Equal(["1", "2+3+4"], _written);
        Assert.Equal(50, await queue.AddAsync(5, Ct));
    }

    [Fact]
    public async Task Items_ThatCannotGoTogether_GoAlone()
    {
        var queue = Queue(fits: false);
        var first = queue.AddAsync(1, Ct);
        var others = Enumerable.Range(2, 2).Select(n => queue.AddAsync(n, Ct)).ToList();
        _hold.SetResult();

        Assert.Equal((int[])[10, 20, 30], await Task.WhenAll([first, .. others]));
        Assert.Equal(["1", "2", "3"], _written.Order());
    }

    [Fact]
    public async Task Item_AtFault_FailsAlone()
    {
        var queue = Queue();
        var first = queue.AddAsync(1, Ct);
        var (good, bad) = (queue.AddAsync(2, Ct), queue.AddAsync(-1, Ct));
        _hold.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal((int[])[10, 20], await Task.WhenAll(first, good));
        Assert.Equal(30, await queue.AddAsync(3, Ct));
    }

    [Fact]
    public async Task First_AtFault_DoesNotHoldUpTheNext()
    {
        var queue = Queue();
        _hold.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.AddAsync(-1, Ct));
        Assert.Equal(20, await queue.AddAsync(2, Ct));
    }

    [Fact]
    public async Task Item_WithdrawnWhileItWaits_IsNotWritten()
    {
        var queue = Queue();
        using var leaving = new CancellationTokenSource();
        var first = queue.AddAsync(1, Ct);
        var (withdrawn, last) = (queue.AddAsync(2, leaving.Token), queue.AddAsync(3, Ct));
        await leaving.CancelAsync();
        _hold.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        Assert.Equal((int[])[10, 30], await Task.WhenAll(first, last));
        Assert.Equal(["1", "3"], _written);
    }

    private GroupQueue<int, int> Queue(bool fits = true) => new(
        async (item, _) =>
        {
            await _hold.Task;
            if (item < 0) throw new InvalidOperationException("At fault.");
            lock (_written) _written.Add($"{item}");
            return item * 10;
        },
        items =>
        {
            if (items.Any(i => i < 0)) throw new InvalidOperationException("One is at fault.");
            if (!fits) return Task.FromResult<IReadOnlyList<int>?>(null);
            _written.Add(string.Join('+', items));
            return Task.FromResult<IReadOnlyList<int>?>([.. items.Select(i => i * 10)]);
        });
}
