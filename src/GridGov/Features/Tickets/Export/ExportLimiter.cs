namespace GridGov.Features.Tickets.Export;

/// <summary>Limits the exports that run at once, because each holds a connection, a snapshot and much of a core.</summary>
public sealed class ExportLimiter
{
    internal const int MaxRunning = 4;
    internal const int MaxPerCaller = 2;

    readonly Lock gate = new();
    readonly Dictionary<Id, int> running = [];
    int total;

    /// <returns>To be disposed of at the end of the export; null if too many are running.</returns>
    public IDisposable? TryEnter(Id caller)
    {
        lock (gate)
        {
            var own = running.GetValueOrDefault(caller);
            if (total >= MaxRunning || own >= MaxPerCaller)
                return null;
            (total, running[caller]) = (total + 1, own + 1);
            return new Lease(this, caller);
        }
    }

    void Leave(Id caller)
    {
        lock (gate)
        {
            total--;
            if (--running[caller] == 0)
                running.Remove(caller);
        }
    }

    sealed class Lease(ExportLimiter limiter, Id caller) : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                limiter.Leave(caller);
        }
    }
}
