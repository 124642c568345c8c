namespace GridGov.Benchmarks;

/// <summary>The options of the command line.</summary>
/// <param name="Tickets">Number of tickets in the database; a second database gets a tenth of them.</param>
/// <param name="Seconds">Duration of each run, after a warm-up of a quarter of it.</param>
/// <param name="Rounds">Runs of each case; the medians are reported.</param>
/// <param name="Keep">Folder to keep the filled database in for the next run; null: it is not kept.</param>
/// <param name="Server">Another build's GridGov.dll, to compare; null: this build's.</param>
/// <param name="Only">Runs only cases whose name contains this; null: all.</param>
sealed record Options(int Tickets = 1_000_000, int Seconds = 10, int Connections = 32, int Rounds = 3, string? Keep = null,
    string? Server = null, string? Only = null)
{
    public const string Usage =
        "http [--tickets 1000000] [--seconds 10] [--connections 32] [--rounds 3] [--keep FILE] [--server GridGov.dll] [--only CASE]";

    /// <returns>Null when an argument is unknown or out of bounds.</returns>
    public static Options? Read(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return null;
            var number = int.TryParse(args[i + 1], out var parsed) ? parsed : 0;
            options = args[i] switch
            {
                "--tickets" when number is >= 1_000 and <= 10_000_000 => options with { Tickets = number },
                "--seconds" when number is >= 1 and <= 60 => options with { Seconds = number },
                "--connections" when number is >= 1 and <= 256 => options with { Connections = number },
                "--rounds" when number is >= 1 and <= 99 => options with { Rounds = number },
                "--keep" => options with { Keep = Path.GetFullPath(args[i + 1]) },
                "--server" => options with { Server = Path.GetFullPath(args[i + 1]) },
                "--only" => options with { Only = args[i + 1] },
                _ => null,
            };
            if (options is null)
                return null;
        }
        return options;
    }
}
