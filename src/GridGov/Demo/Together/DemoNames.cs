using GridGov.Domain;

namespace GridGov.Demo.Together;

/// <summary>Generates names and telephone numbers that are not assigned, from a random source apart from that of the tickets.</summary>
sealed class DemoNames(int seed)
{
    readonly Random random = new(seed);
    readonly string[] surnames = List("surname");
    readonly string[] givenNames = List("given");
    int phones;

    public string Next() => surnames[random.Next(surnames.Length)] + givenNames[random.Next(givenNames.Length)];

    /// <summary>A number that no other person of the demo has.</summary>
    public string Phone() => $"1380372{phones++:D4}";

    static string[] List(string kind) =>
        [.. ReferenceSeeds.Rows("demo/names.csv").Where(row => row["kind"] == kind).Select(row => row["value"])];
}
