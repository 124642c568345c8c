using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Calls;
using GridGov.Api.Edge;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace GridGov.Features.Sync;

/// <summary>
/// Carries out what was done without signal, each act once and with its own result. A portion of acts is one transaction, in which a
/// refused act is undone alone.
/// </summary>
public sealed class PushActs(
    Db db, ActRunner runner, ActTable table, OperationCaller caller, ActorCache actors, DeniedRequests deniedRequests,
    RateLimits limits, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
    : ApiEndpoint<PushActs.Request, Results<Ok<PushActs.Response>, ProblemHttpResult>>
{
    public const int MaxActs = 500;
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The acts that cost as much of the caller's rate limit as one request.</summary>
    const int ActsPerToken = 25;

    /// <summary>
    /// The acts that are committed together: few, because other writers wait for them, and not so few that flushes take the time.
    /// </summary>
    const int Portion = 125;

    public override void Configure()
    {
        Post("/push");
        Group<SyncGroup>();
        Operation("Push acts that were made without signal",
            "The acts are carried out in the order of the list, by the rules, rights and bodies of the single operations; each is done " +
            "or refused for itself, and up to 125 of them are committed together. A push that was cut off is repeated whole: what was " +
            "done is replayed, and the rest goes on. An act that names another one, by @ or in after, is held while that one is not " +
            "done. The guide openapi/sync.md describes the rest.");
        RequiresSignIn();
        // What the acts say is kept where the single operations keep it, and nowhere else.
        ContainsSecret();
        Definition.Metadata(new RequestSizeLimitAttribute(MaxBytes));
        RequestExample("""
            {
              "acts": [
                { "id": "c1", "act": "take", "at": "2026-11-18T15:10:00+08:00", "subject": "01K4V6J0Q8Z3R", "version": 4 },
                {
                  "id": "c2", "act": "comment", "at": "2026-11-18T15:12:00+08:00", "subject": "01K4V6J0Q8Z3R",
                  "body": { "text": "已拉警戒线" }
                },
                {
                  "id": "c3", "act": "resolve", "at": "2026-11-18T15:40:00+08:00", "subject": "01K4V6J0Q8Z3R", "version": "@c1",
                  "after": ["c2"], "body": { "result": "已修剪" }
                }
              ]
            }
            """);
    }

    /// <summary>The acts of a phone, in their order.</summary>
    /// <param name="Acts">The acts, 1 to 500, each id once.</param>
    public sealed record Request(IReadOnlyList<PushedAct> Acts)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Acts).NotEmpty()
                    .Must(acts => acts.Count <= MaxActs).WithErrorCode("too_many")
                    .Must(acts => acts.DistinctBy(act => act.Id).Count() == acts.Count).WithErrorCode("duplicate");
                RuleForEach(r => r.Acts).SetValidator(new PushedAct.Validator());
            }
        }
    }

    /// <summary>What became of the acts.</summary>
    /// <param name="Results">One result for each act, in the order of the request.</param>
    /// <param name="Done">The number of acts that are done, by this push or before.</param>
    public sealed record Response(IReadOnlyList<PushResult> Results, int Done);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        // The request itself took the first token.
        if (limits.CheckMore(HttpContext, Actor, (request.Acts.Count - 1) / ActsPerToken) is { } exhausted)
            return exhausted;
        var acts = await ActReferences.Load(db, Actor.Id, request.Acts, ct);
        var actor = Actor;
        foreach (var portion in Enumerable.Range(0, request.Acts.Count).Chunk(Portion))
        {
            // Rights can change and the session can end meanwhile.
            if (portion[0] > 0)
            {
                if (await actors.Find(Actor.Session, ct) is not { } present)
                    return Problems.Of("sign-in-required");
                actor = present;
            }
            var by = actor;
            await db.WriteInOrder([.. portion.Select(position => new Func<Task>(() => Run(acts, position, by)))], ct);
        }
        var results = await WithCurrent(request.Acts, acts, actor, ct);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Problem is { Status: StatusCodes.Status403Forbidden } denied)
                deniedRequests.Record(HttpContext, denied.Code, item: ItemOf(request.Acts[i], acts.Subjects[i]));
        }
        return TypedResults.Ok(new Response(results, results.Count(result => result.Result is PushOutcome.Done or PushOutcome.Replayed)));
    }

    Task Run(ActReferences acts, int position, Actor actor) =>
        acts.Run(position, () => runner.Run(table.Find(acts.Act.Act), acts, actor, HttpContext));

    /// <summary>The item of which the audit has that it was refused.</summary>
    (string Kind, string Id)? ItemOf(PushedAct act, string? subject) =>
        table.Find(act.Act)?.Operation.Path.Split('/') is [_, _, var plural, ..] && Id.TryParseExact(subject ?? act.Subject, out var id)
            ? (plural.TrimEnd('s'), id.ToString())
            : null;

    /// <summary>Adds what the subject of a refused act is now, so that the person can compare and decide.</summary>
    async Task<PushResult[]> WithCurrent(IReadOnlyList<PushedAct> sent, ActReferences acts, Actor actor, CancellationToken ct)
    {
        var shown = new Dictionary<(Operation Get, string Subject), JsonElement?>();
        var results = acts.Results.ToArray();
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Problem is not { Status: StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed }
                || table.Find(sent[i].Act)?.Get is not { } get || acts.Subjects[i] is not { } subject)
                continue;
            if (!shown.TryGetValue((get, subject), out var current))
                shown[(get, subject)] = current = await Show(get, subject, actor, ct);
            results[i] = results[i] with { Current = current };
        }
        return results;
    }

    async Task<JsonElement?> Show(Operation get, string subject, Actor actor, CancellationToken ct)
    {
        if (OperationCaller.Refuse(get, actor) is not null)
            return null;
        var route = new Dictionary<string, string>(StringComparer.Ordinal) { [get.Route[0]] = subject };
        var request = caller.Read(get, route, version: null, body: null, _ => null, _ => { });
        var answer = await caller.Call(get, request, actor, HttpContext, ct);
        return answer is ProblemHttpResult || Answers.ValueOf(answer) is not { } value
            ? null
            : JsonSerializer.SerializeToElement(value, value.GetType(), json.Value.SerializerOptions);
    }
}
