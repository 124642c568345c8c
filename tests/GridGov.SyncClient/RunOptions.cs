using System.Globalization;
using GridGov.Data;

namespace GridGov.SyncClient;

/// <param name="Acts">How many acts are made, by all together.</param>
/// <param name="Kills">How often the server is killed.</param>
/// <param name="Seed">Of the random choices; what overlaps in time makes each run different all the same.</param>
/// <param name="Grids">Unit grids, each with a worker and an officer.</param>
sealed record RunOptions(int Acts = 10_000, int Kills = 20, int Seed = 1, string Engine = Engines.Sqlite, int Grids = 5)
{
    public const string Usage = "[--acts 10000] [--kills 20] [--seed 1] [--engine sqlite|postgres] [--grids 5]";

    /// <returns>Null when an argument is unknown or out of bounds.</returns>
    public static RunOptions? Read(string[] args)
    {
        var options = new RunOptions();
        foreach (var pair in args.Chunk(2))
        {
            if (pair is not [var name, var value])
                return null;
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            options = name switch
            {
                "--acts" when number is >= 1 and <= 1_000_000 => options with { Acts = number },
                "--kills" when number is >= 0 and <= 1_000 => options with { Kills = number },
                "--seed" when number >= 0 => options with { Seed = number },
                "--engine" when Engines.Known.Contains(value) => options with { Engine = value },
                "--grids" when number is >= 1 and <= 99 => options with { Grids = number },
                _ => null,
            };
            if (options is null)
                return null;
        }
        return options;
    }
}
