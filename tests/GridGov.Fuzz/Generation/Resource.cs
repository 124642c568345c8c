namespace GridGov.Fuzz.Generation;

/// <summary>A resource on the server: its address and its last seen state.</summary>
/// <param name="Values">The values of the template's parameters.</param>
sealed record Resource(string Template, string[] Values)
{
    const int MaxViewers = 12;

    readonly Queue<string> viewers = new();

    public string? ETag { get; set; }

    /// <summary>
    /// The status. For a resource without one: the names of its properties that are null or true, such as <c>revokedAt</c>.
    /// </summary>
    public string? Status { get; set; }

    /// <summary>Maps a person's id to the property that names the person: handler, verifier.</summary>
    public IReadOnlyDictionary<string, string>? Relations { get; set; }

    /// <summary>Whether a recent response has shown it to this caller.</summary>
    public bool IsVisibleTo(Caller? caller)
    {
        lock (viewers)
            return caller is not null && viewers.Contains(caller.Username);
    }

    public void AddViewer(Caller caller)
    {
        lock (viewers)
        {
            if (viewers.Contains(caller.Username))
                return;
            viewers.Enqueue(caller.Username);
            if (viewers.Count > MaxViewers)
                viewers.Dequeue();
        }
    }
}

/// <summary>The next page of a list: its filter and its cursor.</summary>
sealed record NextPage(IReadOnlyList<(string Name, string Value)> Query, string Cursor);
