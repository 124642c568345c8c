namespace GridGov.Fuzz.Generation;

/// <summary>Something that exists on the server: its address, and what was last seen of it.</summary>
/// <param name="Values">Of the template's parameters.</param>
sealed record Resource(string Template, string[] Values)
{
    const int MaxViewers = 12;

    readonly Queue<string> viewers = new();

    public string? ETag { get; set; }

    /// <summary>For a resource without a status: the names of its properties that are null or true, such as <c>revokedAt</c>.</summary>
    public string? Status { get; set; }

    /// <summary>The property under which it names a person, by the person's id: handler, verifier.</summary>
    public IReadOnlyDictionary<string, string>? Relations { get; set; }

    /// <summary>Whether a response has shown it to this caller lately.</summary>
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
