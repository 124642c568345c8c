namespace GridGov.Benchmarks.Fuzz;

/// <summary>What the server says on its console. Errors of its own, and exceptions that nobody has caught, are failures.</summary>
sealed class ServerLog(Failures failures)
{
    const int LinesShown = 25;

    readonly Lock gate = new();
    readonly List<string> current = [];
    bool serious;

    public int Warnings { get; private set; }

    public void Line(string line)
    {
        lock (gate)
        {
            // The console logger begins each message with its level, and indents what belongs to it.
            if (line.Length > 5 && line[4] == ':' && line[..4] is "fail" or "crit" or "warn" or "info" or "dbug" or "trce")
            {
                Finish();
                serious = line[..4] is "fail" or "crit";
                if (line.StartsWith("warn", StringComparison.Ordinal))
                    Warnings++;
            }
            else if (line.Contains("Unhandled exception", StringComparison.Ordinal))
            {
                Finish();
                serious = true;
            }
            if (serious && current.Count < LinesShown)
                current.Add(line);
        }
    }

    public void Finish()
    {
        lock (gate)
        {
            if (serious && current.Count > 0)
                failures.Add("the server's log: " + (current.Find(line => line.Contains("Exception", StringComparison.Ordinal)) ?? current[0]).Trim(), "log", string.Join('\n', current));
            current.Clear();
            serious = false;
        }
    }
}
