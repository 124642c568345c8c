namespace GridGov.Features.Tickets.Export;

/// <summary>How many exports run at once: each keeps a connection, a snapshot and a good part of a core.</summary>
public sealed class ExportLimiter
{
    internal const int AtOnce = 4;
    internal const int PerCaller = 2;

    readonly Lock gate = new();
    readonly Dictionary<Id, int> running = [];
    int all;

    /// <param name="caller">Whose share it is.</param>
    /// <returns>Disposed of at the export's end; null when there are too many already.</returns>
    public IDisposable? TryEnter(Id caller)
    {
        lock (gate)
        {
            var own = running.GetValueOrDefault(caller);
            if (all >= AtOnce || own >= PerCaller)
                return null;
            (all, running[caller]) = (all + 1, own + 1);
            return new Place(this, caller);
        }
    }

    void Leave(Id caller)
    {
        lock (gate)
        {
            all--;
            if (--running[caller] == 0)
                running.Remove(caller);
        }
    }

    sealed class Place(ExportLimiter limiter, Id caller) : IDisposable
    {
        int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                limiter.Leave(caller);
        }
    }
}
