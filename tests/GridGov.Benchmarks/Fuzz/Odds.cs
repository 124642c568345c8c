using System.Collections.Concurrent;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>
/// What has worked: of each choice, how often it was made and how often the request then succeeded. So the fuzzer finds out by
/// itself who may do what to tickets in which status, and which ids an operation wants, also of operations that are new.
/// </summary>
sealed class Odds
{
    sealed class Tally
    {
        public double Won;
        public int Tried;
    }

    readonly ConcurrentDictionary<string, Tally> tallies = new(StringComparer.Ordinal);

    /// <summary>The chance that a choice works, with one imagined trial of the chance that is expected of it.</summary>
    public double Of(string choice, double expected)
    {
        if (!tallies.TryGetValue(choice, out var tally))
            return expected;
        lock (tally)
            return (tally.Won + expected) / (tally.Tried + 1);
    }

    /// <param name="worth">1 for success, 0 for failure.</param>
    /// <param name="weight">For how many trials it counts.</param>
    public void Learn(IEnumerable<string> choices, double worth, int weight = 1)
    {
        foreach (var choice in choices)
        {
            var tally = tallies.GetOrAdd(choice, _ => new Tally());
            lock (tally)
            {
                tally.Won += worth * weight;
                tally.Tried += weight;
            }
        }
    }

    /// <summary>One of them, the likelier the better it has worked; the worst are still tried now and then.</summary>
    public T Choose<T>(Random random, IReadOnlyList<T> from, Func<T, (string Choice, double Expected)> about, Func<T, double>? weigh = null)
    {
        var weights = new double[from.Count];
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var (choice, expected) = about(from[i]);
            total += weights[i] = (0.0001 + Of(choice, expected)) * (weigh?.Invoke(from[i]) ?? 1);
        }
        var at = random.NextDouble() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            if ((at -= weights[i]) <= 0)
                return from[i];
        }
        return from[^1];
    }
}
