using System.Globalization;
using GridGov.Data;

namespace GridGov.Fuzz;

/// <param name="Requests">Total number of requests.</param>
/// <param name="Seed">Seed of all random choices.</param>
/// <param name="Workers">Connections that send at the same time.</param>
/// <param name="Every">The store is checked, and a new street opened, after this many requests.</param>
/// <param name="Engine">The store behind the server.</param>
/// <param name="Only">Part of the ids of the operations to call; null for all operations.</param>
sealed record FuzzOptions(
    int Requests = 200_000, int Seed = 1, int Workers = 8, int Every = 20_000, string Engine = Engines.Sqlite, string? Only = null)
{
    public const string Usage =
        "[--requests 200000] [--seed 1] [--workers 8] [--every 20000] [--engine sqlite|postgres] [--only OPERATION]";

    /// <returns>Null when an argument is unknown or out of bounds.</returns>
    public static FuzzOptions? Read(string[] args)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return null;
            var number = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            options = args[i] switch
            {
                "--requests" when number is >= 1 and <= 100_000_000 => options with { Requests = number },
                "--seed" when number >= 0 => options with { Seed = number },
                "--workers" when number is >= 1 and <= 64 => options with { Workers = number },
                "--every" when number is >= 100 and <= 1_000_000 => options with { Every = number },
                "--engine" when Engines.Known.Contains(args[i + 1]) => options with { Engine = args[i + 1] },
                "--only" => options with { Only = args[i + 1] },
                _ => null,
            };
            if (options is null)
                return null;
        }
        return options;
    }
}
