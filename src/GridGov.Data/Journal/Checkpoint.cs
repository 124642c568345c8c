namespace GridGov.Data.Journal;

/// <summary>The hash that journal or audit had at a number, as a seal or a file elsewhere recorded it.</summary>
/// <param name="Number">0 before the first entry.</param>
/// <param name="Hash">Null before the first entry of the audit.</param>
/// <param name="Source">What recorded it, for messages.</param>
public sealed record Checkpoint(long Number, string? Hash, string Source);

/// <summary>Compares a chain with the recorded hashes while the chain is read from its beginning.</summary>
/// <param name="differs">Receives the number and what differs; the kind is changed or cut.</param>
public sealed class CheckpointComparison(IEnumerable<Checkpoint> checkpoints, Action<long, string, string> differs)
{
    readonly Queue<Checkpoint> expected = new(checkpoints.OrderBy(each => each.Number));
    bool broken;

    /// <summary>Whether a hash was recorded at this number or before, so that <see cref="Reach"/> has to be called.</summary>
    public bool Expects(long number) => expected.TryPeek(out var next) && next.Number <= number;

    /// <summary>The chain has this hash at this number.</summary>
    public void Reach(long number, string? hash)
    {
        while (expected.TryPeek(out var next) && next.Number <= number)
        {
            expected.Dequeue();
            // After the first difference all later hashes differ too.
            if (broken || (next.Number == number && next.Hash == hash))
                continue;
            broken = true;
            differs(next.Number, "changed", $"up to here it is not what {next.Source} recorded");
        }
    }

    /// <summary>The chain has ended.</summary>
    public void Finish(long last)
    {
        if (expected.Count > 0)
            differs(last + 1, "cut", $"{expected.Last().Source} counts {expected.Last().Number:N0}, and there are {last:N0}");
        expected.Clear();
    }
}
