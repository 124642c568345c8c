namespace GridGov.Domain.Redivision;

/// <summary>How many rows follow from one grid to another.</summary>
sealed class FollowingCounts
{
    readonly Dictionary<(string From, string To), long> counts = [];

    public void Add(string from, string to) => counts[(from, to)] = counts.GetValueOrDefault((from, to)) + 1;

    public IEnumerable<(string From, string To, long Count)> List() => counts
        .OrderBy(each => each.Key.From, StringComparer.Ordinal).ThenBy(each => each.Key.To, StringComparer.Ordinal)
        .Select(each => (each.Key.From, each.Key.To, each.Value));
}
