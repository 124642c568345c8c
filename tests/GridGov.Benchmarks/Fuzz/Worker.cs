using System.Text.Json;
using GridGov.Platform.Time;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What the workers share.</summary>
sealed record Arena(ApiDocument Document, Pool Pool, Odds Odds, Tally Tally, Failures Failures, Clock Clock, int Port, string? Only)
{
    public required FuzzTown Town { get; set; }
}

/// <summary>Sends requests, one after another on one connection, and looks at every answer.</summary>
sealed class Worker : IDisposable
{
    readonly Arena arena;
    readonly int number;
    readonly Random random;
    readonly RawConnection connection;
    readonly Values values;
    readonly Composer composer;
    readonly List<Operation> operations;
    readonly List<Operation> creators;

    /// <summary>What can be done to what stands at an address.</summary>
    readonly Dictionary<string, List<Operation>> acts;
    long sent;

    /// <summary>Things among which is chosen what is led on.</summary>
    const int Looked = 60;

    public Worker(Arena arena, int seed, int number)
    {
        (this.arena, this.number) = (arena, number);
        random = new Random(unchecked(seed * 7919 + number));
        connection = new RawConnection(arena.Port, random);
        values = new Values(arena.Pool, arena.Odds, arena.Clock, () => arena.Town.Callers, random);
        composer = new Composer(arena.Document, arena.Pool, arena.Odds, values, random);
        operations = [.. arena.Document.Operations.Where(operation => arena.Only is null || operation.Id.Contains(arena.Only, StringComparison.OrdinalIgnoreCase))];
        acts = operations.Where(operation => operation is { Reads: false, Address: not null }).GroupBy(operation => operation.Address!).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        // As often as there is something to do with what they make.
        creators = [.. operations.Where(operation => operation.Answers.ContainsKey(201))
            .SelectMany(operation => Enumerable.Repeat(operation, 1 + operations.Count(other => other.Template.StartsWith(operation.Template + "/{", StringComparison.Ordinal))))];
    }

    public async Task Run(int requests)
    {
        for (var end = sent + requests; sent < end;)
        {
            var (operation, step) = Next();
            // What hashes a password takes as long as a hundred others; and there is little to say to what does not exist.
            if ((operation.HashesPassword && random.Next(5) != 0) || (operation.Address is { } address && !arena.Pool.Knows(address) && random.Next(10) != 0))
                continue;
            var caller = Caller(operation, step);
            if (caller?.Lost is true)
                await arena.Town.Restore(caller, caller.Code(random, arena.Clock.Now));
            var choices = new List<string>();
            if (caller is not null)
                choices.Add($"{operation.Id}{Lesson.ByCaller}{caller.Post}");
            var manner = random.Next(100) switch { < 55 => Manner.Right, < 80 => Manner.Bent, < 94 => Manner.Wild, _ => Manner.Broken };
            var resource = step ?? composer.About(operation, caller, arena.Town.Core, choices);
            if (step is not null)
                choices.Add($"{operation.Id}{Lesson.InStatus}{step.Status}");
            if (caller is not null && resource is not null)
                choices.Add(Relation(operation, caller, resource));
            // Not always, so that versions get stale.
            if (resource is not null && manner != Manner.Broken && random.Next(5) != 0 && composer.Prelude(operation, resource, caller) is { } prelude)
                await Exchange(prelude);
            var draft = composer.Compose(operation, caller, resource, choices, manner);
            var answer = await Exchange(draft);
            if (manner == Manner.Right && answer.Fault is null && answer.Status is not (429 or 503))
                Lesson.Learn(arena.Odds, draft, answer);
            if (operation.Method == "POST" && answer.Status is >= 200 and < 300 && random.Next(30) == 0)
                await Repeat(draft, answer);
        }
    }

    /// <summary>What to do next, and on what if that is settled: anything; something new; what has seldom worked; or what may be done to something that exists, which leads it on.</summary>
    (Operation Operation, Resource? Step) Next()
    {
        switch (random.Next(20))
        {
            case < 3 when creators.Count > 0:
                return (creators[random.Next(creators.Count)], null);
            case < 6:
                return (Enumerable.Range(0, 5).Select(_ => operations[random.Next(operations.Count)]).MinBy(operation => arena.Tally.Of(operation).Good)!, null);
            case < 13 when acts.Count > 0 && Step() is { } step:
                return step;
            default:
                return (operations[random.Next(operations.Count)], null);
        }
    }

    (Operation, Resource?)? Step()
    {
        var address = arena.Document.Addresses[random.Next(arena.Document.Addresses.Count)];
        // Half of all steps go where most can be done.
        if (random.Next(2) == 0)
            address = acts.MaxBy(group => group.Value.Count).Key;
        // What is one's own is nobody else's to lead on.
        if (address.StartsWith("/v1/me/", StringComparison.Ordinal) || !acts.TryGetValue(address, out var possible))
            return null;
        // Every status gets its turn, however few things are in it, and then what has seldom been done in it.
        var statuses = arena.Pool.Some(address, Looked, random).Where(resource => !arena.Town.Core.Contains(resource.Values[^1])).GroupBy(resource => resource.Status).ToList();
        if (statuses.Count == 0)
            return null;
        var resource = statuses[random.Next(statuses.Count)].First();
        return (arena.Odds.Choose(random, possible, operation => ($"{operation.Id}{Lesson.InStatus}{resource.Status}", 0.3),
            operation => 1 / Math.Sqrt(1 + arena.Tally.Of(operation).Good)), resource);
    }

    /// <summary>Somebody, as a rule in a post in which the operation has worked; now and then nobody, or a stranger with a found token.</summary>
    Caller? Caller(Operation operation, Resource? about)
    {
        var town = arena.Town;
        // One for each worker: of two at once neither knew the password.
        if ((operation.OwnAccount && random.Next(60) != 0) || (operation.Template.StartsWith("/v1/me/", StringComparison.Ordinal) && random.Next(2) == 0))
            return town.Callers.FindAll(caller => caller.Expendable) is var own ? own[number % own.Count] : null;
        switch (random.Next(60))
        {
            case 0:
                return null;
            case 1 or 2 when Found() is { } token:
                return new Caller("found", "", "") { Token = token };
            case < 6:
                return Of(town.Callers);
            default:
                return arena.Odds.Choose(random, town.Callers, caller =>
                    ($"{operation.Id}{Lesson.ByCaller}{caller.Post}", operation.Capability is null || caller.Capabilities.Contains(operation.Capability) ? 0.3 : 0.001),
                    caller => about is null ? 1 : (about.SeenBy(caller) ? 1 : 0.3) * arena.Odds.Of(Relation(operation, caller, about), 0.3));
        }

        Caller Of(List<Caller> callers) => callers[random.Next(callers.Count)];
    }

    static string Relation(Operation operation, Caller caller, Resource about) => $"{operation.Id}{Lesson.Related}{about.Relations?.GetValueOrDefault(caller.Id)}";

    /// <summary>A token or key that an answer has shown, of whomever.</summary>
    string? Found()
    {
        var kinds = arena.Pool.KnownKinds().FindAll(kind => kind.EndsWith("secret", StringComparison.OrdinalIgnoreCase) || kind.EndsWith("Token", StringComparison.Ordinal));
        return kinds.Count == 0 ? null : arena.Pool.Value(kinds[random.Next(kinds.Count)], random);
    }

    async Task<RawAnswer> Exchange(Draft draft)
    {
        var (bytes, endOfStream) = draft.Manner == Manner.Broken ? BrokenHttp.Of(draft, random) : (draft.ToBytes(), false);
        return await Exchange(draft, bytes, endOfStream);
    }

    async Task<RawAnswer> Exchange(Draft draft, byte[] bytes, bool endOfStream)
    {
        sent++;
        var answer = await connection.Send(bytes, endOfStream);
        // What is left over of something broken must not become the beginning of the next.
        if (draft.Manner == Manner.Broken)
            connection.Drop();
        if (answer.Fault == "refused")
            throw new ServerGoneException($"The server does not take connections any more, after {draft.Method} {draft.Target} of worker {number}.");
        arena.Tally.Count(draft, answer);
        foreach (var (kind, detail) in Judge.Faults(draft, bytes, answer))
            Tell(kind, draft, bytes, detail);
        if (answer.Fault is null)
            TakeIn(draft, answer);
        return answer;
    }

    void Tell(string kind, Draft draft, byte[] bytes, string detail) => arena.Failures.Add(kind, $"{draft.Operation.Id}{(draft.Astray ? " (astray)" : "")}",
        $"{detail}\n  {draft.Manner} by {draft.Caller?.ToString() ?? "nobody"}: {string.Join(", ", draft.Notes)}", bytes, number, sent);

    void TakeIn(Draft draft, RawAnswer answer)
    {
        if (answer.Status == 401 && draft.Caller is { } caller && !draft.Astray && draft.Manner == Manner.Right && !draft.Operation.Anonymous)
            caller.Lost = true;
        if (draft.Astray || draft.Manner == Manner.Broken || answer.Status is not (>= 200 and < 300))
            return;
        using var json = answer.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) is true ? Judge.Parsed(answer.Body) : null;
        arena.Pool.Harvest(draft.Operation, draft.At, draft.Query, json?.RootElement, draft.Caller, answer.Header("ETag"), answer.Header("Location"));
        if (!draft.Operation.OwnAccount || draft.Caller is not { } self)
            return;
        if (draft.NextPassword is { } next && draft.Manner == Manner.Right)
            self.Password = next;
        if (json?.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("secret", out var secret))
            self.Secret = secret.GetString();
    }

    /// <summary>The same once more, as a phone does that has lost the answer: with a key it gets the same answer, and nothing is done twice.</summary>
    async Task Repeat(Draft draft, RawAnswer first)
    {
        var bytes = draft.ToBytes();
        var answer = await Exchange(draft, bytes, endOfStream: false);
        if (answer.Header("Idempotency-Replayed") is null || answer.Fault is not null)
            return;
        if (answer.Status != first.Status || !answer.Body.AsSpan().SequenceEqual(first.Body) || answer.Header("Location") != first.Header("Location") || answer.Header("ETag") != first.Header("ETag"))
            Tell("a repeat got another answer", draft, bytes, $"{first.Text}\n  then {answer.Status}: {answer.Text}");
    }

    public void Dispose() => connection.Dispose();
}

/// <summary>The server has ended, or listens no more.</summary>
sealed class ServerGoneException(string message) : Exception(message);
