namespace GridGov.Fuzz.Generation;

/// <summary>Builds requests for one worker.</summary>
sealed class RequestBuilder(ApiDocument document, ValuePool pool, SuccessRates rates, ValueGenerator values, Random random)
{
    const int ResourcesConsidered = 20;

    readonly Mutator mutator = new(pool, random);
    string lastKey = "fuzz-0";

    /// <summary>A resource for the operation's path, usually in a status in which the operation has worked.</summary>
    /// <param name="core">Resources that the street needs, which are therefore chosen rarely.</param>
    /// <returns>Null when none is needed or known.</returns>
    public Resource? ChooseResource(Operation operation, Caller? caller, ISet<string> core, List<string> choices)
    {
        if (operation.ResourceTemplate is not { } template)
            return null;
        var known = pool.Sample(template, ResourcesConsidered, random);
        if (!operation.IsRead && random.Next(300) != 0)
            known.RemoveAll(resource => core.Contains(resource.Values[^1]));
        // Everything below /v1/me belongs to the caller.
        if (template.StartsWith("/v1/me/", StringComparison.Ordinal) && known.Exists(resource => resource.IsVisibleTo(caller)))
            known.RemoveAll(resource => !resource.IsVisibleTo(caller));
        if (known.Count == 0)
            return null;
        string InStatus(Resource resource) => $"{operation.Id}{Feedback.InStatus}{resource.Status}";
        var chosen = rates.Choose(random, known, resource => (InStatus(resource), 0.3), resource => resource.IsVisibleTo(caller) ? 1 : 0.2);
        choices.Add(InStatus(chosen));
        return chosen;
    }

    /// <summary>
    /// A GET that reads the version for a following request with If-Match: of the resource, or of the one that contains it.
    /// </summary>
    /// <returns>Null when the operation takes no version.</returns>
    public RequestDraft? ReadBefore(Operation operation, Resource resource, Caller? caller)
    {
        if (!operation.Parameters.Any(parameter => parameter.Name == "If-Match"))
            return null;
        for (var template = operation.ResourceTemplate; template is not null; template = Container(template))
        {
            if (document.ReaderOf(template) is { } reader)
            {
                var draft = new RequestDraft(reader, caller) { PathValues = resource.Values[..ApiDocument.CountParameters(template)] };
                AddCredentials(draft);
                return draft;
            }
        }
        return null;
    }

    static string? Container(string template) =>
        template[..template.LastIndexOf('/')].LastIndexOf('}') is var end and > 0 ? template[..(end + 1)] : null;

    public RequestDraft Build(Operation operation, Caller? caller, Resource? resource, List<string> choices, RequestKind kind)
    {
        var draft = new RequestDraft(operation, caller) { Kind = kind };
        draft.Choices.AddRange(choices);
        AddCredentials(draft);
        draft.PathValues = [.. operation.Parameters.Where(parameter => parameter.In == "path").Select((parameter, i) =>
            i < resource?.Values.Length ? resource.Values[i] : values.Parameter(parameter.Schema, Place(draft, parameter), draft))];
        if (operation.IsRead && random.Next(6) == 0 && pool.NextPage(operation.Id, random) is { } page)
            AddNextPage(draft, page);
        else
            AddQuery(draft);
        AddHeaders(draft);
        if (operation.Body is { } body)
            AddBody(draft, body);
        switch (kind)
        {
            case RequestKind.Mutated:
                mutator.Mutate(draft);
                break;
            case RequestKind.Garbled:
                Garble(draft);
                break;
            case RequestKind.Valid or RequestKind.Malformed:
                break;
        }
        return draft;
    }

    static string Place(RequestDraft draft, Parameter parameter) => $"{draft.Operation.Id}.{parameter.Name}";

    static void AddCredentials(RequestDraft draft)
    {
        if (draft.Caller is { } caller)
            draft.Headers.Add(("Authorization", $"Bearer {caller.Token}"));
    }

    void AddQuery(RequestDraft draft)
    {
        var parameters = draft.Operation.Parameters.Where(parameter => parameter.In == "query" && parameter.Name != "cursor").ToList();
        var expected = parameters.Count > 4 ? 0.1 : 0.4;
        foreach (var parameter in parameters)
        {
            if (!parameter.IsRequired && !values.IsPresent(Place(draft, parameter), draft, expected))
                continue;
            for (var i = parameter.Schema.Type == "array" ? random.Next(1, 4) : 1; i > 0; i--)
                draft.Query.Add((parameter.Name, RequestDraft.Encode(values.Parameter(parameter.Schema, Place(draft, parameter), draft))));
        }
    }

    void AddNextPage(RequestDraft draft, NextPage page)
    {
        draft.Query.AddRange(page.Query);
        if (draft.Kind == RequestKind.Valid)
        {
            draft.Query.Add(("cursor", page.Cursor));
            return;
        }
        draft.Query.Add(("cursor", RequestDraft.Encode(CursorMutator.Mutate(page.Cursor, random))));
        draft.Mutations.Add("cursor");
    }

    void AddHeaders(RequestDraft draft)
    {
        foreach (var parameter in draft.Operation.Parameters.Where(parameter => parameter.In == "header"))
        {
            switch (parameter.Name)
            {
                case "If-Match":
                    if (ChooseVersion(draft) is { } version)
                        draft.Headers.Add(("If-Match", version));
                    break;
                case "If-None-Match":
                    if (random.Next(3) == 0 && draft.Operation.ResourceTemplate is { } template
                        && pool.Find(template, draft.PathValues)?.ETag is { } seen)
                    {
                        draft.Headers.Add(("If-None-Match", seen));
                    }
                    break;
                case "Idempotency-Key":
                    if (parameter.IsRequired || random.Next(2) == 0)
                        draft.Headers.Add(("Idempotency-Key", lastKey = random.Next(40) == 0 ? lastKey : values.NewIdempotencyKey()));
                    break;
                default:
                    if (parameter.IsRequired || random.Next(3) == 0)
                    {
                        var value = values.Parameter(parameter.Schema, Place(draft, parameter), draft);
                        draft.Headers.Add((parameter.Name, value.ReplaceLineEndings(" ")));
                    }
                    break;
            }
        }
        if (random.Next(4) == 0)
            draft.Headers.Add(("Accept-Language", random.Next(2) == 0 ? "zh-CN,zh;q=0.9,en;q=0.8" : "en"));
    }

    /// <summary>
    /// The version of the resource or of one that contains it. The contract does not say which, so the success rates decide.
    /// </summary>
    string? ChooseVersion(RequestDraft draft)
    {
        var versions = new List<(string Choice, string ETag)>();
        for (var template = draft.Operation.ResourceTemplate; template is not null; template = Container(template))
        {
            var count = ApiDocument.CountParameters(template);
            if (pool.Find(template, draft.PathValues[..Math.Min(draft.PathValues.Length, count)])?.ETag is { } etag)
                versions.Add(($"{draft.Operation.Id}{Feedback.Version}{count}", etag));
        }
        if (versions.Count == 0)
            return random.Next(10) == 0 ? null : "\"1\"";
        var (choice, chosen) = rates.Choose(random, versions, version => (version.Choice, 0.4));
        draft.Choices.Add(choice);
        return chosen;
    }

    void AddBody(RequestDraft draft, RequestBody body)
    {
        draft.ContentType = body.MediaType;
        if (body.MediaType.EndsWith("json", StringComparison.Ordinal))
        {
            draft.FollowsExample = random.Next(5) < 2;
            draft.Json = values.Body(body.Schema, draft.Operation.Id, draft, body.Example);
        }
        else if (body.MediaType == "multipart/form-data")
        {
            (draft.ContentType, draft.Body) = BodyMutator.Form(body.Schema, values.File(), random);
        }
        else
        {
            draft.Body = values.OtherBody(body.MediaType);
        }
        draft.IsChunked = random.Next(25) == 0;
    }

    /// <summary>Mutates several places, or replaces the whole body or the method.</summary>
    void Garble(RequestDraft draft)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            if (draft.Operation.Body is not null && random.Next(2) == 0)
            {
                draft.Body = draft.Operation.Body.MediaType == "text/csv" && random.Next(2) == 0
                    ? CsvGenerator.Invalid(pool, random)
                    : BodyMutator.Mutate(draft.Body ?? draft.Json!.ToBytes(), random);
                draft.Json = null;
                draft.Mutations.Add("other body");
            }
            else if (random.Next(8) == 0)
            {
                draft.Method = new[] { "GET", "POST", "PUT", "PATCH", "DELETE" }[random.Next(5)];
                draft.MayMissOperation |= draft.Method != draft.Operation.Method;
                draft.Mutations.Add(draft.Method);
            }
            else if (random.Next(10) == 0)
            {
                var cursor = pool.NextPage(draft.Operation.Id, random)?.Cursor ?? "";
                draft.Query.Add(("cursor", RequestDraft.Encode(CursorMutator.Mutate(cursor, random))));
                draft.Mutations.Add("cursor");
            }
            else
            {
                mutator.Mutate(draft);
            }
        }
        if (draft.Operation.Body is null && random.Next(4) == 0)
        {
            (draft.Body, draft.ContentType) = (BodyMutator.Mutate("{}"u8.ToArray(), random), "application/json");
            draft.Mutations.Add("body where none belongs");
        }
    }
}
