using System.Text.Json;

namespace GridGov.Fuzz.Generation;

/// <summary>The newest data of responses: resources by template, values by property name, next pages by operation.</summary>
sealed class ValuePool(ApiDocument document)
{
    const int MaxResources = 600;
    const int MaxValues = 120;
    const int MaxKinds = 600;
    const int MaxPages = 20;
    const int MaxValueLength = 300;
    const int MaxDepth = 6;
    const int ItemsWalked = 6;
    const int ItemsRecorded = 50;
    const int KeptAfterTrim = 1;
    const int IdLength = 13;

    readonly Lock gate = new();
    readonly Dictionary<string, List<Resource>> resources = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), Resource> byAddress = [];
    readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<NextPage>> nextPages = new(StringComparer.Ordinal);
    readonly HashSet<string> excluded = new(StringComparer.Ordinal);

    /// <summary>Excludes a value, and all resources whose address contains it.</summary>
    public void Exclude(string value)
    {
        lock (gate)
            excluded.Add(value);
    }

    /// <summary>Removes nearly everything, because the callers of a new street can reach little of the previous one.</summary>
    public void Trim()
    {
        lock (gate)
        {
            foreach (var all in resources.Values)
            {
                foreach (var resource in all.SkipLast(KeptAfterTrim))
                    byAddress.Remove(Key(resource.Template, resource.Values));
                all.RemoveRange(0, Math.Max(0, all.Count - KeptAfterTrim));
            }
            foreach (var known in values.Values)
                known.RemoveRange(0, Math.Max(0, known.Count - KeptAfterTrim));
            nextPages.Clear();
        }
    }

    static (string, string) Key(string template, string[] pathValues) => (template, string.Join('/', pathValues));

    /// <summary>Records a resource, or updates a known one.</summary>
    public void Record(string template, string[] pathValues, string? etag, string? status, Caller? viewer = null, JsonElement? body = null)
    {
        lock (gate)
        {
            if (pathValues.Any(excluded.Contains))
                return;
            if (!byAddress.TryGetValue(Key(template, pathValues), out var resource))
                Insert(resource = new Resource(template, pathValues));
            if (viewer is not null)
                resource.AddViewer(viewer);
            if (status is not null && body is { } shown)
            {
                var relations = new Dictionary<string, string>(StringComparer.Ordinal);
                CollectRelations(shown, "", relations);
                resource.Relations = relations;
            }
            resource.ETag = etag ?? resource.ETag;
            resource.Status = status ?? resource.Status;
        }
    }

    void Insert(Resource resource)
    {
        byAddress[Key(resource.Template, resource.Values)] = resource;
        if (!resources.TryGetValue(resource.Template, out var all))
            resources[resource.Template] = all = [];
        all.Add(resource);
        if (all.Count > MaxResources)
        {
            byAddress.Remove(Key(resource.Template, all[0].Values));
            all.RemoveAt(0);
        }
    }

    public Resource? Find(string template, string[] pathValues)
    {
        lock (gate)
            return byAddress.GetValueOrDefault(Key(template, pathValues));
    }

    /// <summary>Random resources of a template. Newer ones are likelier, and one may occur more than once.</summary>
    public List<Resource> Sample(string template, int count, Random random)
    {
        lock (gate)
        {
            return resources.TryGetValue(template, out var all)
                ? [.. Enumerable.Range(0, count).Select(_ => all[(int)((1 - Math.Pow(random.NextDouble(), 2)) * (all.Count - 1))])]
                : [];
        }
    }

    public bool HasAny(string template)
    {
        lock (gate)
            return resources.TryGetValue(template, out var all) && all.Count > 0;
    }

    /// <summary>The property names with known values, each prefixed with its container's name: <c>handler.id</c>.</summary>
    public List<string> Kinds()
    {
        lock (gate)
            return [.. values.Keys];
    }

    /// <summary>A random value of the kind; newer ones are likelier.</summary>
    public string? Value(string kind, Random random)
    {
        lock (gate)
            return values.TryGetValue(kind, out var known) ? known[(int)(Math.Sqrt(random.NextDouble()) * known.Count)] : null;
    }

    /// <summary>A value of any kind.</summary>
    public string? AnyValue(Random random) => Kinds() is { Count: > 0 } kinds ? Value(kinds[random.Next(kinds.Count)], random) : null;

    public NextPage? NextPage(string operation, Random random)
    {
        lock (gate)
            return nextPages.TryGetValue(operation, out var known) ? known[random.Next(known.Count)] : null;
    }

    public void Add(string kind, string value)
    {
        lock (gate)
        {
            if (value.Length is 0 or > MaxValueLength || excluded.Contains(value))
                return;
            if (!values.TryGetValue(kind, out var known))
            {
                if (values.Count >= MaxKinds)
                    return;
                values[kind] = known = [];
            }
            if (known.Contains(value))
                return;
            known.Add(value);
            if (known.Count > MaxValues)
                known.RemoveAt(0);
        }
    }

    /// <summary>Records everything that a successful response shows.</summary>
    public void Record(RequestDraft draft, RawResponse response, JsonElement? body)
    {
        var operation = draft.Operation;
        var status = body is { } shown ? StatusOf(shown) : null;
        var etag = response.Header("ETag");
        if (operation.ResourceTemplate is { } template && draft.PathValues.Length == ApiDocument.CountParameters(template))
            Record(template, draft.PathValues, etag, status, draft.Caller, body);
        if (response.Header("Location") is { } location && document.Match(location) is { } created)
            Record(created.Template, created.Values, etag, status, draft.Caller, body);
        if (body is not { ValueKind: JsonValueKind.Object } json)
            return;
        if (json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            RecordItems(draft, items);
            if (json.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String)
                AddPage(operation.Id, new NextPage([.. draft.Query.Where(each => each.Name != "cursor")], next.GetString()!));
        }
        AddValues(json, operation.Segments.LastOrDefault(segment => segment[0] != '{') ?? "", depth: 0);
    }

    static string? StatusOf(JsonElement json) => json.ValueKind != JsonValueKind.Object || json.TryGetProperty("items", out _) ? null
        : json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()
        : string.Join(',', json.EnumerateObject()
            .Where(property => property.Value.ValueKind is JsonValueKind.Null or JsonValueKind.True).Select(property => property.Name));

    static void CollectRelations(JsonElement json, string name, Dictionary<string, string> relations)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                CollectRelations(item, name, relations);
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in json.EnumerateObject())
        {
            if (property is { Name: "id", Value.ValueKind: JsonValueKind.String } && property.Value.GetString() is { Length: IdLength } id)
                relations.TryAdd(id, name);
            else
                CollectRelations(property.Value, property.Name, relations);
        }
    }

    void AddPage(string operation, NextPage page)
    {
        lock (gate)
        {
            if (!nextPages.TryGetValue(operation, out var known))
                nextPages[operation] = known = [];
            known.Add(page);
            if (known.Count > MaxPages)
                known.RemoveAt(0);
        }
    }

    void RecordItems(RequestDraft draft, JsonElement items)
    {
        var list = draft.Operation.Template;
        var template = document.ResourceTemplates.FirstOrDefault(each =>
            each.StartsWith(list + "/{", StringComparison.Ordinal) && each.LastIndexOf('/') == list.Length);
        if (template is null)
            return;
        string[] keys = [template[(list.Length + 2)..^1], "id", "code"];
        foreach (var item in items.EnumerateArray().Take(ItemsRecorded).Where(item => item.ValueKind == JsonValueKind.Object))
        {
            if (keys.FirstOrDefault(key => item.TryGetProperty(key, out _)) is not { } key)
                continue;
            var value = item.GetProperty(key);
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("code", out var code))
                value = code;
            Record(template, [.. draft.PathValues, value.ToString()], etag: null, StatusOf(item), draft.Caller);
        }
    }

    void AddValues(JsonElement json, string name, int depth)
    {
        if (depth > MaxDepth)
            return;
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    if (property.Value.ValueKind is JsonValueKind.String)
                        Add($"{name}.{property.Name}", property.Value.GetString()!);
                    else
                        AddValues(property.Value, property.Name == "items" ? name : property.Name, depth + 1);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray().Take(ItemsWalked))
                {
                    if (item.ValueKind == JsonValueKind.String)
                        Add(name, item.GetString()!);
                    else
                        AddValues(item, name, depth + 1);
                }
                break;
            default:
                break;
        }
    }
}
