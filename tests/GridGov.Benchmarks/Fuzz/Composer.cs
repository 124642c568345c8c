namespace GridGov.Benchmarks.Fuzz;

/// <summary>Puts requests together for one worker.</summary>
sealed class Composer(ApiDocument document, Pool pool, Odds odds, Values values, Random random)
{
    const int ResourcesLookedAt = 20;

    readonly Bends bends = new(pool, random);
    string lastKey = "fuzz-0";

    /// <summary>What the request is to be about, if its address has values: something known, as a rule in a status in which the operation has worked.</summary>
    public Resource? About(Operation operation, Caller? caller, ISet<string> core, List<string> choices)
    {
        if (operation.Address is not { } address)
            return null;
        var known = pool.Some(address, ResourcesLookedAt, random);
        // The town must go on: what holds it together is spared, but for now and then.
        if (!operation.Reads && random.Next(300) != 0)
            known.RemoveAll(resource => core.Contains(resource.Values[^1]));
        // What is under one's own name is nobody else's.
        if (address.StartsWith("/v1/me/", StringComparison.Ordinal) && known.Exists(resource => resource.SeenBy(caller)))
            known.RemoveAll(resource => !resource.SeenBy(caller));
        if (known.Count == 0)
            return null;
        var chosen = odds.Choose(random, known, resource =>
            ($"{operation.Id}{Lesson.InStatus}{resource.Status}", 0.3), resource => resource.SeenBy(caller) ? 1 : 0.2);
        choices.Add($"{operation.Id}{Lesson.InStatus}{chosen.Status}");
        return chosen;
    }

    /// <summary>Reads the thing first, for its version and status: by its own reader, or by that of what it belongs to.</summary>
    public Draft? Prelude(Operation operation, Resource resource, Caller? caller)
    {
        if (!operation.Parameters.Any(parameter => parameter.Name == "If-Match"))
            return null;
        for (var address = operation.Address; address is not null; address = Above(address))
        {
            if (document.ReaderOf(address) is { } reader)
            {
                var draft = new Draft(reader, caller) { At = resource.Values[..ApiDocument.Values(address)] };
                Credentials(draft);
                return draft;
            }
        }
        return null;
    }

    static string? Above(string address) => address[..address.LastIndexOf('/')].LastIndexOf('}') is var end and > 0 ? address[..(end + 1)] : null;

    public Draft Compose(Operation operation, Caller? caller, Resource? resource, List<string> choices, Manner manner)
    {
        var draft = new Draft(operation, caller) { Manner = manner };
        draft.Choices.AddRange(choices);
        Credentials(draft);
        var path = operation.Parameters.Where(parameter => parameter.In == "path").ToList();
        draft.At = [.. path.Select((parameter, i) => i < resource?.Values.Length ? resource.Values[i] : values.Parameter(parameter.Schema, $"{operation.Id}.{parameter.Name}", draft))];
        if (operation.Reads && random.Next(6) == 0 && pool.Continuation(operation.Id, random) is { } continuation)
            GoOn(draft, continuation);
        else
            Query(draft);
        Headers(draft);
        if (operation.Body is { } body)
            Body(draft, body);
        switch (manner)
        {
            case Manner.Bent:
                bends.Bend(draft);
                break;
            case Manner.Wild:
                Wild(draft);
                break;
            case Manner.Right or Manner.Broken:
                break;
        }
        return draft;
    }

    static void Credentials(Draft draft)
    {
        if (draft.Caller is { } caller)
            draft.Headers.Add(("Authorization", $"Bearer {caller.Token}"));
    }

    void Query(Draft draft)
    {
        var parameters = draft.Operation.Parameters.Where(parameter => parameter.In == "query" && parameter.Name != "cursor").ToList();
        foreach (var parameter in parameters)
        {
            if (!parameter.Required && !values.Present($"{draft.Operation.Id}.{parameter.Name}", draft, parameters.Count > 4 ? 0.1 : 0.4))
                continue;
            for (var i = parameter.Schema.Type == "array" ? random.Next(1, 4) : 1; i > 0; i--)
                draft.Query.Add((parameter.Name, Draft.Encoded(values.Parameter(parameter.Schema, $"{draft.Operation.Id}.{parameter.Name}", draft))));
        }
    }

    void GoOn(Draft draft, Continuation continuation)
    {
        draft.Query.AddRange(continuation.Query);
        draft.Query.Add(("cursor", draft.Manner == Manner.Right ? continuation.Cursor : Draft.Encoded(Cursors.Tampered(continuation.Cursor, random))));
        if (draft.Manner != Manner.Right)
            draft.Notes.Add("tampered cursor");
    }

    void Headers(Draft draft)
    {
        foreach (var parameter in draft.Operation.Parameters.Where(parameter => parameter.In == "header"))
        {
            switch (parameter.Name)
            {
                case "If-Match":
                    if (Version(draft) is { } version)
                        draft.Headers.Add(("If-Match", version));
                    break;
                case "If-None-Match":
                    if (random.Next(3) == 0 && draft.Operation.Address is { } address && pool.Find(address, draft.At)?.ETag is { } seen)
                        draft.Headers.Add(("If-None-Match", seen));
                    break;
                case "Idempotency-Key":
                    if (parameter.Required || random.Next(2) == 0)
                        draft.Headers.Add(("Idempotency-Key", lastKey = random.Next(40) == 0 ? lastKey : values.NewKey()));
                    break;
                default:
                    if (parameter.Required || random.Next(3) == 0)
                        draft.Headers.Add((parameter.Name, values.Parameter(parameter.Schema, $"{draft.Operation.Id}.{parameter.Name}", draft).ReplaceLineEndings(" ")));
                    break;
            }
        }
        if (random.Next(4) == 0)
            draft.Headers.Add(("Accept-Language", random.Next(2) == 0 ? "zh-CN,zh;q=0.9,en;q=0.8" : "en"));
    }

    /// <summary>The tag of the thing itself, or of what it belongs to: the contract does not say which, experience does.</summary>
    string? Version(Draft draft)
    {
        var tags = new List<(string Which, string Tag)>();
        for (var address = draft.Operation.Address; address is not null; address = Above(address))
        {
            if (pool.Find(address, draft.At[..Math.Min(draft.At.Length, ApiDocument.Values(address))])?.ETag is { } tag)
                tags.Add(($"{draft.Operation.Id}{Lesson.Version}{ApiDocument.Values(address)}", tag));
        }
        if (tags.Count == 0)
            return random.Next(10) == 0 ? null : "\"1\"";
        var (which, chosen) = odds.Choose(random, tags, tag => (tag.Which, 0.4));
        draft.Choices.Add(which);
        return chosen;
    }

    void Body(Draft draft, BodySpec body)
    {
        draft.ContentType = body.MediaType;
        if (body.MediaType.EndsWith("json", StringComparison.Ordinal))
        {
            draft.LikeExample = random.Next(5) < 2;
            draft.Json = values.Body(body.Schema, draft.Operation.Id, draft, body.Example);
        }
        else if (body.MediaType == "multipart/form-data")
            (draft.ContentType, draft.Body) = WildBodies.Form(body.Schema, values.File(), random);
        else
            draft.Body = values.Other(body);
        draft.Chunked = random.Next(25) == 0;
    }

    void Wild(Draft draft)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            if (draft.Operation.Body is not null && random.Next(2) == 0)
            {
                draft.Body = draft.Operation.Body.MediaType == "text/csv" && random.Next(2) == 0
                    ? CsvText.Odd(pool, random)
                    : WildBodies.Any(draft.Body ?? draft.Json!.ToBytes(), random);
                draft.Json = null;
                draft.Notes.Add("wild body");
            }
            else if (random.Next(8) == 0)
            {
                draft.Method = new[] { "GET", "POST", "PUT", "PATCH", "DELETE" }[random.Next(5)];
                draft.Astray |= draft.Method != draft.Operation.Method;
                draft.Notes.Add(draft.Method);
            }
            else if (random.Next(10) == 0)
            {
                draft.Query.Add(("cursor", Draft.Encoded(Cursors.Tampered(pool.Continuation(draft.Operation.Id, random)?.Cursor ?? "", random))));
                draft.Notes.Add("odd cursor");
            }
            else
            {
                bends.Bend(draft);
            }
        }
        // A body where none belongs.
        if (draft.Operation.Body is null && random.Next(4) == 0)
            (draft.Body, draft.ContentType) = (WildBodies.Any("{}"u8.ToArray(), random), "application/json");
    }
}
