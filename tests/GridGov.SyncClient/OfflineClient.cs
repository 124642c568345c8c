using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridGov.SyncClient;

/// <summary>
/// The reference client (openapi/sync.md): works without a connection on its own store, and sends and fetches when there is one.
/// </summary>
sealed class OfflineClient : IDisposable
{
    /// <summary>Below the 8 MiB that the server takes, with room for the envelope.</summary>
    const int MaxBatchBytes = 7 * 1024 * 1024;

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    readonly ClientStore store;
    readonly Session session;
    readonly TimeProvider time;

    public OfflineClient(string file, HttpMessageHandler link, string username, string password, TimeProvider time)
    {
        store = new ClientStore(file);
        session = new Session(store, link, username, password);
        this.time = time;
    }

    /// <summary>The largest number of acts in a push; the server takes 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>The number of changes that a pull asks for at a time.</summary>
    public int PageSize { get; init; } = 500;

    public ClientStore Store => store;

    /// <summary>Files a ticket.</summary>
    /// <returns>The subject of later acts on it.</returns>
    public string File(object body) => "@" + Make("file", body);

    /// <summary>An act that makes something, such as <c>file</c>, <c>record</c> or <c>start_round</c>.</summary>
    /// <returns>The act's id; <c>@</c> and the id is the subject of later acts on what it makes.</returns>
    public string Make(string act, object body) => store.Add(act, id => ("@" + id, Write(id, act, subject: null, version: null, body)));

    /// <summary>An act on a subject that says which state of it was seen.</summary>
    public string Change(string act, string subject, object? body = null) =>
        store.Add(act, id => (Known(subject), Write(id, act, subject, VersionOf(subject), body)));

    /// <summary>An act on a subject whatever its state, such as <c>comment</c>.</summary>
    public string Add(string act, string subject, object body) =>
        store.Add(act, id => (Known(subject), Write(id, act, subject, version: null, body)));

    /// <summary>
    /// The state that the person sees: what the last own change will leave, or else the copy. A comment does not look at the state,
    /// so the version that it leaves may be one that nobody here has seen.
    /// </summary>
    JsonNode VersionOf(string subject)
    {
        var known = Known(subject);
        if (store.Open(known).FindLast(act => SeesState(act.ToJson())) is { } open)
            return "@" + open.Id;
        return Math.Max(store.LastVersion(known) ?? 0, store.CopiedVersion(known) ?? 0) is > 0 and var version
            ? version
            : throw new InvalidOperationException($"{subject} is not known here.");
    }

    static bool SeesState(JsonObject act) => act["version"] is not null || act["subject"] is null;

    /// <summary>The server's id for the subject of an act that is done.</summary>
    string Known(string subject) => subject.StartsWith('@') ? store.Act(subject[1..]).Subject : subject;

    string Write(string id, string act, string? subject, JsonNode? version, object? body)
    {
        var json = new JsonObject { ["id"] = id, ["act"] = act, ["at"] = time.GetLocalNow().ToString("O", CultureInfo.InvariantCulture) };
        if (subject is not null)
            json["subject"] = subject;
        if (version is not null)
            json["version"] = version;
        json["body"] = JsonSerializer.SerializeToNode(body ?? new { }, Options);
        return json.ToJsonString();
    }

    /// <summary>Refused acts beside the server's state.</summary>
    public List<Conflict> Conflicts() => store.In(ActState.Refused).ConvertAll(act =>
    {
        var answer = JsonNode.Parse(act.Answer!)!;
        var problem = answer["problem"]!;
        return new Conflict(act, (int)problem["status"]!, (string)problem["code"]!, answer["current"]?.AsObject());
    });

    /// <summary>The person has seen the server's state and wants the act nevertheless.</summary>
    public void SendAgain(Conflict conflict)
    {
        var json = conflict.Act.ToJson();
        if (json["version"] is not null && conflict.Current?["version"] is { } version)
            json["version"] = (long)version;
        store.SendAgain(conflict.Act.Id, json.ToJsonString());
    }

    /// <summary>The person gives the act up; what depended on it is given up with it.</summary>
    public void Drop(Conflict conflict) => store.Drop(conflict.Act.Id);

    /// <summary>Sends all acts, then fetches all changes.</summary>
    /// <exception cref="TryLaterException">Nothing is lost; the same call goes on later.</exception>
    public async Task Sync(CancellationToken ct)
    {
        await Push(ct);
        await Pull(ct);
    }

    public async Task Push(CancellationToken ct)
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            // The acts are written as they were made, because the server compares a repeated act with the first.
            var json = $$"""{"acts":[{{string.Join(',', batch.Select(act => act.Json))}}]}""";
            var (status, answer) = await session.Send(
                () => new HttpRequestMessage(HttpMethod.Post, "/v1/sync/push")
                {
                    Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
                },
                ct);
            if (status != HttpStatusCode.OK)
                throw new InvalidOperationException($"push: {(int)status} {answer}");
            var acts = batch.ToDictionary(act => act.Id, StringComparer.Ordinal);
            var results = answer["results"]!.AsArray().Select(result => Read(result!.AsObject(), acts)).ToList();
            store.Apply(results.OfType<ActResult>());
            if (results.Contains(null))
                throw new TryLaterException("The server is busy.");
            if (results.Count < batch.Count)
                throw new InvalidOperationException($"push: {results.Count} results for {batch.Count} acts");
        }
    }

    List<StoredAct> NextBatch()
    {
        var bytes = 0;
        return [.. store.Waiting(BatchSize).TakeWhile((act, i) => (bytes += act.Json.Length * 3) <= MaxBatchBytes || i == 0)];
    }

    /// <returns>Null for an act that the server could not do now.</returns>
    static ActResult? Read(JsonObject result, Dictionary<string, StoredAct> acts)
    {
        var id = (string)result["id"]!;
        switch ((string)result["result"]!)
        {
            case "done" or "replayed":
                var version = SeesState(acts[id].ToJson()) ? (long?)result["version"] : null;
                return new(id, ActState.Done, (string?)result["subject"], version, HeldBy: null, Answer: null);
            case "held":
                return new(id, ActState.Held, Subject: null, Version: null, (string)result["heldBy"]!, Answer: null);
            case "refused" when (int)result["problem"]!["status"]! is 429 or >= 500:
                return null;
            case "refused":
                return new(id, ActState.Refused, Subject: null, Version: null, HeldBy: null, result.ToJsonString());
            case var other:
                throw new InvalidOperationException($"push: an unknown result {other}");
        }
    }

    public async Task Pull(CancellationToken ct)
    {
        for (var more = true; more;)
        {
            var cursor = store.NextCursor is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
            var (status, page) = await session.Send(
                () => new HttpRequestMessage(HttpMethod.Get, $"/v1/sync/pull?limit={PageSize}{cursor}"), ct);
            if ((string?)page["code"] is "cursor-of-another-scope" or "cursor-expired" or "invalid-cursor")
            {
                // The posts of the person changed, or the device was away for long.
                store.StartOver();
                continue;
            }
            if (status != HttpStatusCode.OK)
                throw new InvalidOperationException($"pull: {(int)status} {page}");
            var read = PulledPage.Read(page);
            store.Apply(read);
            more = read.More;
        }
    }

    public void Dispose()
    {
        session.Dispose();
        store.Dispose();
    }
}
