using System.Text.Json.Nodes;

namespace GridGov.SyncClient;

static class Copies
{
    const int Shown = 5;

    /// <summary>How two copies differ, in kind, id, version or data.</summary>
    public static IEnumerable<string> Compare(IReadOnlyList<CopiedRow> kept, IReadOnlyList<CopiedRow> server)
    {
        var expected = server.ToDictionary(row => (row.Kind, row.Id));
        var differences = new List<string>();
        foreach (var row in kept)
        {
            if (!expected.Remove((row.Kind, row.Id), out var other))
                differences.Add($"{row.Kind} {row.Id} is not the server's");
            else if (row.Version != other.Version)
                differences.Add($"{row.Kind} {row.Id} has version {row.Version}, the server's {other.Version}");
            else if (!JsonNode.DeepEquals(Comparable(row), Comparable(other)))
                differences.Add($"{row.Kind} {row.Id} is\n  {row.Data}\n  and the server's\n  {other.Data}");
        }
        differences.AddRange(expected.Keys.Select(key => $"{key.Kind} {key.Id} is missing"));
        return differences.Count <= Shown ? differences : [.. differences.Take(Shown), $"{differences.Count} differences in all"];
    }

    /// <summary>The light follows from the clock alone, so no change announces it.</summary>
    static JsonObject Comparable(CopiedRow row)
    {
        var data = row.ToJson();
        if (row.Kind == "ticket")
            data.Remove("light");
        return data;
    }
}
