using System.Text.Json;

namespace GridGov.Fuzz;

/// <summary>Sends requests one after the other on one connection, and checks every response.</summary>
sealed class Worker : IDisposable
{
    /// <summary>The number of resources considered before each action.</summary>
    const int ResourcesConsidered = 60;

    readonly FuzzContext context;
    readonly int number;
    readonly Random random;
    readonly RawConnection connection;
    readonly RequestBuilder builder;
    readonly List<Operation> operations;

    /// <summary>Operations that create something, each repeated once per operation on the created resource.</summary>
    readonly List<Operation> creators;

    /// <summary>Operations that change a resource, by resource template.</summary>
    readonly Dictionary<string, List<Operation>> actions;
    long sent;

    public Worker(FuzzContext context, int seed, int number)
    {
        (this.context, this.number) = (context, number);
        random = new Random(unchecked(seed * 7919 + number));
        connection = new RawConnection(context.Port, random);
        var values = new ValueGenerator(context.Pool, context.Rates, context.Clock, () => context.Street.Callers, random);
        builder = new RequestBuilder(context.Document, context.Pool, context.Rates, values, random);
        operations = [.. context.Document.Operations
            .Where(operation => context.Only is null || operation.Id.Contains(context.Only, StringComparison.OrdinalIgnoreCase))];
        actions = operations.Where(operation => operation is { IsRead: false, ResourceTemplate: not null })
            .GroupBy(operation => operation.ResourceTemplate!)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        creators = [.. operations.Where(operation => operation.Responses.ContainsKey(201))
            .SelectMany(operation => Enumerable.Repeat(operation, 1 + CountBelow(operation.Template)))];
    }

    int CountBelow(string template) =>
        operations.Count(operation => operation.Template.StartsWith(template + "/{", StringComparison.Ordinal));

    public async Task Run(int requests)
    {
        for (var end = sent + requests; sent < end;)
        {
            var (operation, target) = ChooseOperation();
            if (IsWorthwhile(operation))
                await Call(operation, target);
        }
    }

    /// <summary>Skips costly or uninformative operations: password hashing takes as long as a hundred other requests.</summary>
    bool IsWorthwhile(Operation operation) => !(operation.HashesPassword && random.Next(5) != 0)
        && !(operation.ResourceTemplate is { } template && !context.Pool.HasAny(template) && random.Next(10) != 0);

    /// <param name="target">The resource to act on; null when it is not chosen yet.</param>
    async Task Call(Operation operation, Resource? target)
    {
        var caller = ChooseCaller(operation, target);
        if (caller?.NeedsSignIn is true)
            await context.Street.Restore(caller, caller.OneTimeCode(random, context.Clock.Now));
        var choices = new List<string>();
        if (caller is not null)
            choices.Add($"{operation.Id}{Feedback.ByCaller}{caller.Post}");
        var kind = random.Next(100) switch
        {
            < 55 => RequestKind.Valid,
            < 80 => RequestKind.Mutated,
            < 94 => RequestKind.Garbled,
            _ => RequestKind.Malformed,
        };
        if (target is not null)
            choices.Add($"{operation.Id}{Feedback.InStatus}{target.Status}");
        var resource = target ?? builder.ChooseResource(operation, caller, context.Street.Core, choices);
        if (caller is not null && resource is not null)
            choices.Add(Relation(operation, caller, resource));
        // The version is not read before every request, so some versions are stale.
        if (resource is not null && kind != RequestKind.Malformed && random.Next(5) != 0
            && builder.ReadBefore(operation, resource, caller) is { } read)
        {
            await Exchange(read);
        }
        var draft = builder.Build(operation, caller, resource, choices, kind);
        var response = await Exchange(draft);
        if (kind == RequestKind.Valid && response.Failure is null && response.Status is not (429 or 503))
            Feedback.Record(context.Rates, draft, response);
        if (operation.Method == "POST" && response.IsSuccess && random.Next(30) == 0)
            await Repeat(draft, response);
    }

    /// <summary>Chooses any operation, a creating one, one that rarely succeeded, or one on an existing resource.</summary>
    (Operation Operation, Resource? Target) ChooseOperation()
    {
        switch (random.Next(20))
        {
            case < 3 when creators.Count > 0:
                return (creators[random.Next(creators.Count)], null);
            case < 6:
                var some = Enumerable.Range(0, 5).Select(_ => operations[random.Next(operations.Count)]);
                return (some.MinBy(context.Statistics.SuccessesOf)!, null);
            case < 13 when actions.Count > 0 && ChooseAction() is { } action:
                return action;
            default:
                return (operations[random.Next(operations.Count)], null);
        }
    }

    (Operation, Resource?)? ChooseAction()
    {
        // Half of the actions go to tickets, which have most actions.
        var template = random.Next(2) == 0
            ? actions.MaxBy(group => group.Value.Count).Key
            : context.Document.ResourceTemplates[random.Next(context.Document.ResourceTemplates.Count)];
        // Everything below /v1/me belongs to the caller.
        if (template.StartsWith("/v1/me/", StringComparison.Ordinal) || !actions.TryGetValue(template, out var possible))
            return null;
        // Statuses are equally likely, regardless of their number of resources; then rarely successful actions are preferred.
        var byStatus = context.Pool.Sample(template, ResourcesConsidered, random)
            .Where(resource => !context.Street.Core.Contains(resource.Values[^1])).GroupBy(resource => resource.Status).ToList();
        if (byStatus.Count == 0)
            return null;
        var resource = byStatus[random.Next(byStatus.Count)].First();
        var action = context.Rates.Choose(random, possible,
            operation => ($"{operation.Id}{Feedback.InStatus}{resource.Status}", 0.3),
            operation => 1 / Math.Sqrt(1 + context.Statistics.SuccessesOf(operation)));
        return (action, resource);
    }

    /// <summary>Usually a person in a post for which the operation has worked; sometimes anonymous, or a token from a response.</summary>
    Caller? ChooseCaller(Operation operation, Resource? target)
    {
        var callers = context.Street.Callers;
        // Each worker has its own expendable caller, because two workers would not know a changed password.
        if ((operation.IsOwnAccount && random.Next(60) != 0)
            || (operation.Template.StartsWith("/v1/me/", StringComparison.Ordinal) && random.Next(2) == 0))
        {
            return callers.FindAll(caller => caller.IsExpendable) is var own ? own[number % own.Count] : null;
        }
        return random.Next(60) switch
        {
            0 => null,
            1 or 2 when FindToken() is { } token => new Caller("found") { Token = token },
            < 6 => callers[random.Next(callers.Count)],
            _ => context.Rates.Choose(random, callers, ByPost, Weight),
        };

        (string, double) ByPost(Caller caller) => ($"{operation.Id}{Feedback.ByCaller}{caller.Post}",
            operation.Capability is null || caller.Capabilities.Contains(operation.Capability) ? 0.3 : 0.001);

        double Weight(Caller caller) => target is null ? 1
            : (target.IsVisibleTo(caller) ? 1 : 0.3) * context.Rates.Of(Relation(operation, caller, target), 0.3);
    }

    /// <summary>The name of a choice by the caller's relation to the resource: handler, verifier.</summary>
    static string Relation(Operation operation, Caller caller, Resource resource) =>
        $"{operation.Id}{Feedback.Related}{resource.Relations?.GetValueOrDefault(caller.Id)}";

    /// <summary>A token or API key that a response has shown.</summary>
    string? FindToken()
    {
        var kinds = context.Pool.Kinds().FindAll(kind =>
            kind.EndsWith("secret", StringComparison.OrdinalIgnoreCase) || kind.EndsWith("Token", StringComparison.Ordinal));
        return kinds.Count == 0 ? null : context.Pool.Value(kinds[random.Next(kinds.Count)], random);
    }

    async Task<RawResponse> Exchange(RequestDraft draft)
    {
        var (bytes, endOfStream) = draft.Kind == RequestKind.Malformed ? MalformedHttp.Of(draft, random) : (draft.ToBytes(), false);
        return await Exchange(draft, bytes, endOfStream);
    }

    async Task<RawResponse> Exchange(RequestDraft draft, byte[] bytes, bool endOfStream)
    {
        sent++;
        var response = await connection.Send(bytes, endOfStream);
        // The rest of a malformed request must not become the beginning of the next one.
        if (draft.Kind == RequestKind.Malformed)
            connection.Drop();
        if (response.Failure == "refused")
            throw new ServerGoneException($"The server takes no connections after {draft.Method} {draft.Target} of worker {number}.");
        context.Statistics.Count(draft, response);
        foreach (var (kind, detail) in ResponseChecker.Check(draft, bytes, response))
            Report(kind, draft, bytes, detail);
        if (response.Failure is null)
            Learn(draft, response);
        return response;
    }

    void Report(string kind, RequestDraft draft, byte[] bytes, string detail) => context.Failures.Add(
        kind,
        draft.Operation.Id + (draft.MayMissOperation ? " (or another)" : ""),
        $"{detail}\n  {draft.Kind} by {draft.Caller?.ToString() ?? "nobody"}: {string.Join(", ", draft.Mutations)}",
        bytes,
        number,
        sent);

    /// <summary>Records the response's data, and changes of the caller.</summary>
    void Learn(RequestDraft draft, RawResponse response)
    {
        if (response.Status == 401 && draft.Caller is { } caller
            && draft is { MayMissOperation: false, Kind: RequestKind.Valid, Operation.IsAnonymous: false })
        {
            caller.NeedsSignIn = true;
        }
        if (draft.MayMissOperation || draft.Kind == RequestKind.Malformed || !response.IsSuccess)
            return;
        using var json = response.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) is true
            ? ResponseChecker.ParseJson(response.Body)
            : null;
        context.Pool.Record(draft, response, json?.RootElement);
        if (!draft.Operation.IsOwnAccount || draft.Caller is not { } self)
            return;
        if (draft.NewPassword is { } next && draft.Kind == RequestKind.Valid)
            self.Password = next;
        if (json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("secret", out var secret))
            self.TotpSecret = secret.GetString();
    }

    /// <summary>Repeats a request, like a client that has lost the response. With the same key it must get the same response.</summary>
    async Task Repeat(RequestDraft draft, RawResponse first)
    {
        var bytes = draft.ToBytes();
        var second = await Exchange(draft, bytes, endOfStream: false);
        if (second.Header("Idempotency-Replayed") is null || second.Failure is not null)
            return;
        if (second.Status != first.Status || !second.Body.AsSpan().SequenceEqual(first.Body)
            || second.Header("Location") != first.Header("Location") || second.Header("ETag") != first.Header("ETag"))
        {
            Report("a repeat got another response", draft, bytes, $"{first.Text}\n  then {second.Status}: {second.Text}");
        }
    }

    public void Dispose() => connection.Dispose();
}
