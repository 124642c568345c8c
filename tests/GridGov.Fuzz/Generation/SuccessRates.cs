using System.Collections.Concurrent;

namespace GridGov.Fuzz.Generation;

/// <summary>
/// Counts how often each choice was made and how often the request then succeeded. Choosing by these rates
/// learns which caller may act on a ticket in which status, and which ids an operation takes.
/// </summary>
sealed class SuccessRates
{
    /// <summary>Added to every rate, so that the worst choice is still tried now and then.</summary>
    const double MinWeight = 0.0001;

    sealed class Counts
    {
        public double Successes;
        public int Attempts;
    }

    readonly ConcurrentDictionary<string, Counts> counts = new(StringComparer.Ordinal);

    /// <summary>The rate so far, where the expected rate counts as one attempt.</summary>
    public double Of(string choice, double expected)
    {
        if (!counts.TryGetValue(choice, out var found))
            return expected;
        lock (found)
            return (found.Successes + expected) / (found.Attempts + 1);
    }

    /// <param name="weight">The number of attempts that this one counts as.</param>
    public void Record(IEnumerable<string> choices, bool success, int weight = 1)
    {
        foreach (var choice in choices)
        {
            var found = counts.GetOrAdd(choice, _ => new Counts());
            lock (found)
            {
                found.Successes += success ? weight : 0;
                found.Attempts += weight;
            }
        }
    }

    /// <summary>Chooses one at random, in proportion to the rates.</summary>
    /// <param name="choiceOf">The name under which an option is recorded, and its expected rate.</param>
    /// <param name="weigh">A further factor.</param>
    public T Choose<T>(
        Random random, IReadOnlyList<T> options, Func<T, (string Choice, double Expected)> choiceOf, Func<T, double>? weigh = null)
    {
        var weights = new double[options.Count];
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var (choice, expected) = choiceOf(options[i]);
            total += weights[i] = (MinWeight + Of(choice, expected)) * (weigh?.Invoke(options[i]) ?? 1);
        }
        var at = random.NextDouble() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            if ((at -= weights[i]) <= 0)
                return options[i];
        }
        return options[^1];
    }
}
