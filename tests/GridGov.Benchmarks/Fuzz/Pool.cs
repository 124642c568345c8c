using System.Text.Json;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Something that exists: where it stands, and what was last seen of it.</summary>
sealed record Resource(string Address, string[] Values)
{
    public string? ETag { get; set; }
    public string? Status { get; set; }

    /// <summary>What it calls the people that it names: its handler, its verifier.</summary>
    public IReadOnlyDictionary<string, string>? Relations { get; set; }

    readonly Queue<string> seen = new();

    /// <summary>Whether it was lately shown to this caller, so that it is within reach.</summary>
    public bool SeenBy(Caller? caller)
    {
        lock (seen)
            return caller is not null && seen.Contains(caller.Username);
    }

    public void Show(Caller caller)
    {
        lock (seen)
        {
            if (seen.Contains(caller.Username))
                return;
            seen.Enqueue(caller.Username);
            if (seen.Count > 12)
                seen.Dequeue();
        }
    }
}

/// <summary>A list that goes on: what was asked, and where it goes on.</summary>
sealed record Continuation(IReadOnlyList<(string Name, string Value)> Query, string Cursor);

/// <summary>What answers have brought to light: things by address, values by the names that they stood under, cursors by operation. The newest of each.</summary>
sealed class Pool(ApiDocument document)
{
    const int Things = 600;
    const int Values = 120;
    const int Kinds = 600;
    const int MaxValue = 300;
    const int IdLength = 13;
    const int ItemsRead = 6;
    const int Kept = 1;

    readonly Lock gate = new();
    readonly Dictionary<string, List<Resource>> resources = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), Resource> byValues = [];
    readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<Continuation>> continuations = new(StringComparer.Ordinal);
    readonly HashSet<string> hidden = new(StringComparer.Ordinal);

    /// <summary>Values that are never used: of the guardian, without whom nothing can be mended.</summary>
    public void Hide(string value)
    {
        lock (gate)
            hidden.Add(value);
    }

    /// <summary>Lets go of nearly everything: of an old town little is within the reach of a new one's people.</summary>
    public void Forget()
    {
        lock (gate)
        {
            foreach (var all in resources.Values)
            {
                foreach (var resource in all.SkipLast(Kept))
                    byValues.Remove((resource.Address, string.Join('/', resource.Values)));
                all.RemoveRange(0, Math.Max(0, all.Count - Kept));
            }
            foreach (var known in values.Values)
                known.RemoveRange(0, Math.Max(0, known.Count - Kept));
            continuations.Clear();
        }
    }

    public Resource Note(string address, string[] at, string? etag, string? status, Caller? by = null, JsonElement? body = null)
    {
        lock (gate)
        {
            var key = (address, string.Join('/', at));
            if (!byValues.TryGetValue(key, out var resource))
            {
                resource = new Resource(address, at);
                if (at.Any(hidden.Contains))
                    return resource;
                byValues[key] = resource;
                if (!resources.TryGetValue(address, out var all))
                    resources[address] = all = [];
                all.Add(resource);
                if (all.Count > Things)
                {
                    byValues.Remove((address, string.Join('/', all[0].Values)));
                    all.RemoveAt(0);
                }
            }
            if (by is not null)
                resource.Show(by);
            if (status is not null && body is { } shown)
            {
                var relations = new Dictionary<string, string>(StringComparer.Ordinal);
                Relate(shown, "", relations);
                resource.Relations = relations;
            }
            resource.ETag = etag ?? resource.ETag;
            resource.Status = status ?? resource.Status;
            return resource;
        }
    }

    public Resource? Find(string address, string[] at)
    {
        lock (gate)
            return byValues.GetValueOrDefault((address, string.Join('/', at)));
    }

    /// <summary>Some that are known at an address, the newer the likelier.</summary>
    public List<Resource> Some(string address, int count, Random random)
    {
        lock (gate)
        {
            return resources.TryGetValue(address, out var all)
                ? [.. Enumerable.Range(0, count).Select(_ => all[(int)((1 - Math.Pow(random.NextDouble(), 2)) * (all.Count - 1))])]
                : [];
        }
    }

    public bool Knows(string address)
    {
        lock (gate)
            return resources.TryGetValue(address, out var all) && all.Count > 0;
    }

    /// <summary>The names under which values are known.</summary>
    public List<string> KnownKinds()
    {
        lock (gate)
            return [.. values.Keys];
    }

    /// <summary>One of the kind, the newer the likelier.</summary>
    public string? Value(string kind, Random random)
    {
        lock (gate)
            return values.TryGetValue(kind, out var known) ? known[(int)(Math.Sqrt(random.NextDouble()) * known.Count)] : null;
    }

    public Continuation? Continuation(string operation, Random random)
    {
        lock (gate)
            return continuations.TryGetValue(operation, out var known) ? known[random.Next(known.Count)] : null;
    }

    public void Add(string kind, string value)
    {
        lock (gate)
        {
            if (value.Length is 0 or > MaxValue || hidden.Contains(value))
                return;
            if (!values.TryGetValue(kind, out var known))
            {
                if (values.Count >= Kinds)
                    return;
                values[kind] = known = [];
            }
            if (known.Contains(value))
                return;
            known.Add(value);
            if (known.Count > Values)
                known.RemoveAt(0);
        }
    }

    /// <summary>Takes in what an answer shows.</summary>
    public void Harvest(Operation operation, string[] at, IEnumerable<(string Name, string Value)> query, JsonElement? body, Caller? by, string? etag, string? location)
    {
        var status = body is { } shown ? StatusOf(shown) : null;
        if (operation.Address is { } address && at.Length == ApiDocument.Values(address))
            Note(address, at, etag, status, by, body);
        if (location is not null && document.Match(location) is { } created)
            Note(created.Template, created.Values, etag, status, by, body);
        if (body is not { ValueKind: JsonValueKind.Object } json)
            return;
        if (json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            Items(operation, at, items, by);
            if (json.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String)
                Continue(operation.Id, new Continuation([.. query.Where(each => each.Name != "cursor")], next.GetString()!));
        }
        Walk(json, operation.Segments.LastOrDefault(segment => segment[0] != '{') ?? "", depth: 0);
    }

    /// <summary>Where a thing stands: its status, or else what of it is not there (not revoked, not ended).</summary>
    static string? StatusOf(JsonElement json) => json.ValueKind != JsonValueKind.Object || json.TryGetProperty("items", out _) ? null
        : json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()
        : string.Join(',', json.EnumerateObject().Where(property => property.Value.ValueKind is JsonValueKind.Null or JsonValueKind.True).Select(property => property.Name));

    static void Relate(JsonElement json, string name, Dictionary<string, string> relations)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                Relate(item, name, relations);
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == "id" && property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: IdLength } id)
                relations.TryAdd(id, name);
            else
                Relate(property.Value, property.Name, relations);
        }
    }

    void Continue(string operation, Continuation continuation)
    {
        lock (gate)
        {
            if (!continuations.TryGetValue(operation, out var known))
                continuations[operation] = known = [];
            known.Add(continuation);
            if (known.Count > 20)
                known.RemoveAt(0);
        }
    }

    void Items(Operation operation, string[] at, JsonElement items, Caller? by)
    {
        var child = document.Addresses.FirstOrDefault(address => address.StartsWith(operation.Template + "/{", StringComparison.Ordinal) && address.LastIndexOf('/') == operation.Template.Length);
        if (child is null)
            return;
        var name = child[(operation.Template.Length + 2)..^1];
        foreach (var item in items.EnumerateArray().Take(50))
        {
            if (item.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var property in new[] { name, "id", "code" })
            {
                if (!item.TryGetProperty(property, out var value))
                    continue;
                var key = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("code", out var code) ? code.ToString() : value.ToString();
                Note(child, [.. at, key], etag: null, StatusOf(item), by);
                break;
            }
        }
    }

    void Walk(JsonElement json, string name, int depth)
    {
        if (depth > 6)
            return;
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    if (property.Value.ValueKind is JsonValueKind.String)
                        Add($"{name}.{property.Name}", property.Value.GetString()!);
                    else
                        Walk(property.Value, property.Name == "items" ? name : property.Name, depth + 1);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray().Take(ItemsRead))
                {
                    if (item.ValueKind == JsonValueKind.String)
                        Add(name, item.GetString()!);
                    else
                        Walk(item, name, depth + 1);
                }
                break;
            default:
                break;
        }
    }
}
