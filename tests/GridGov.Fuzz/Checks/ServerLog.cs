namespace GridGov.Fuzz.Checks;

/// <summary>Reads the server's console. Logged errors and unhandled exceptions are failures.</summary>
sealed class ServerLog(Failures failures)
{
    const int LinesShown = 25;

    readonly Lock gate = new();
    readonly List<string> current = [];
    bool isError;

    public int Warnings { get; private set; }

    public void Add(string line)
    {
        lock (gate)
        {
            // The console logger begins each message with its level, and indents the lines that follow.
            if (line.Length > 5 && line[4] == ':' && line[..4] is "fail" or "crit" or "warn" or "info" or "dbug" or "trce")
            {
                Finish();
                isError = line[..4] is "fail" or "crit";
                if (line.StartsWith("warn", StringComparison.Ordinal))
                    Warnings++;
            }
            else if (line.Contains("Unhandled exception", StringComparison.Ordinal))
            {
                Finish();
                isError = true;
            }
            if (isError && current.Count < LinesShown)
                current.Add(line);
        }
    }

    /// <summary>Reports the last message.</summary>
    public void Finish()
    {
        lock (gate)
        {
            if (isError && current.Count > 0)
            {
                var exception = current.Find(line => line.Contains("Exception", StringComparison.Ordinal)) ?? current[0];
                failures.Add("the server's log: " + exception.Trim(), "log", string.Join('\n', current));
            }
            current.Clear();
            isError = false;
        }
    }
}
