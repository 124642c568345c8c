using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Calls;
using GridGov.Domain;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Sync;

/// <summary>Carries out one act of a push by the operation of the single request.</summary>
public sealed partial class ActRunner(OperationCaller caller, IdempotencyKey once, Clock clock, ILogger<ActRunner> log)
{
    /// <summary>How long acts are kept, so that each is done once: as long as one may wait on a phone.</summary>
    public static readonly TimeSpan Retention = PhoneTime.Longest;

    /// <summary>The body of an act that has none; it takes the phone's time.</summary>
    static readonly JsonElement Empty = JsonElement.Parse("{}");

    static readonly LocalizedText UnknownAct = new("没有该操作。", "There is no such act.");
    static readonly LocalizedText NoSubject = new("该操作新建内容，不带对象。", "This act creates something and has no subject.");
    static readonly LocalizedText NoBody = new("该操作没有正文。", "This act has no body.");
    static readonly LocalizedText SubjectNeeded = new("该操作须指明对象。", "This act needs a subject.");
    static readonly LocalizedText WrongVersion = new("版本须为正整数，或 @ 加操作标识。",
        "A version is a positive whole number, or @ and the id of an act.");
    static readonly LocalizedText WrongAfter = new("须为至多 500 个操作标识。", "These must be the ids of at most 500 acts.");

    public async Task<PushResult> Run(ActTable.Act? act, ActReferences acts, Actor actor, HttpContext http)
    {
        var sent = acts.Act;
        if (acts.Earlier is { } earlier)
            return acts.IsReused ? Reused(acts) : Replayed(sent, earlier);
        if (Refuse(act, sent, actor) is { } refused)
            return Refused(acts, refused);
        var subject = SubjectOf(act!, sent);
        foreach (var name in Named(sent, subject))
        {
            if (await acts.Find(name) is null)
                return new PushResult(sent.Id, PushOutcome.Held, HeldBy: name);
        }
        return await Run(act!, acts, subject, actor, http);
    }

    /// <summary>Checks what the act says beside its body.</summary>
    ProblemHttpResult? Refuse(ActTable.Act? act, PushedAct sent, Actor actor)
    {
        if (sent.Unreadable is { } unreadable)
            return ExceptionMiddleware.OfJson(unreadable);
        if (act is null)
            return Problems.Invalid("/act", "unknown_code", UnknownAct);
        if (OperationCaller.Refuse(act.Operation, actor) is { } refused)
            return refused;
        if (PhoneTime.Check(clock.Now, sent.At, "/at") is { } wrongTime)
            return wrongTime;
        if (!act.NeedsSubject && sent.Subject is not null)
            return Problems.Invalid("/subject", "not_together", NoSubject);
        if (act.NeedsSubject && SubjectOf(act, sent).Count != act.Operation.Route.Count)
            return Problems.Invalid("/subject", "required", SubjectNeeded);
        if (act.Operation.BodyType is null && sent.Body is { } body && !IsEmpty(body))
            return Problems.Invalid("/body", "not_together", NoBody);
        if (!IsVersion(sent.Version))
            return Problems.Invalid("/version", "wrong_format", WrongVersion);
        return sent.After is { } after && (after.Count > PushedAct.MaxAfter || after.Contains(null))
            ? Problems.Invalid("/after", "too_many", WrongAfter)
            : null;
    }

    static bool IsEmpty(JsonElement body) =>
        body.ValueKind == JsonValueKind.Null || (body.ValueKind == JsonValueKind.Object && body.GetPropertyCount() == 0);

    static bool IsVersion(JsonElement? version) => version switch
    {
        null or { ValueKind: JsonValueKind.Null } => true,
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt64(out var read) && read > 0,
        { ValueKind: JsonValueKind.String } text => NameIn(text) is not null,
        _ => false,
    };

    static string? NameIn(JsonElement? version)
    {
        try
        {
            return version is { ValueKind: JsonValueKind.String } text ? ActReferences.NameIn(text.GetString()) : null;
        }
        catch (InvalidOperationException)
        {
            // No UTF-8.
            return null;
        }
    }

    /// <summary>The values of the route: one id, or that of a ticket and of a part of it.</summary>
    static IReadOnlyList<string> SubjectOf(ActTable.Act act, PushedAct sent) => (act.Operation.Route.Count, sent.Subject) switch
    {
        (0, _) or (_, null) => [],
        (2, var both) when both.LastIndexOf('/') is var slash and > 0 => [both[..slash], both[(slash + 1)..]],
        (_, var one) => [one],
    };

    static IEnumerable<string> Named(PushedAct sent, IReadOnlyList<string> subject) =>
        [.. sent.After ?? [], .. subject.Select(ActReferences.NameIn).Append(NameIn(sent.Version)).OfType<string>()];

    async Task<PushResult> Run(ActTable.Act act, ActReferences acts, IReadOnlyList<string> subject, Actor actor, HttpContext http)
    {
        var sent = acts.Act;
        var route = act.Operation.Route
            .Zip(subject, (name, value) => (name, ActReferences.NameIn(value) is { } made ? acts.TryFind(made)!.Subject ?? "" : value))
            .ToDictionary(StringComparer.Ordinal);
        acts.Subject = route.Count == 0 ? null : route[act.Operation.Route[0]];
        var version = NameIn(sent.Version) is { } left ? acts.TryFind(left)!.Version
            : sent.Version is { ValueKind: JsonValueKind.Number } number ? number.GetInt64()
            : (long?)null;
        var timed = false;
        try
        {
            object? request = null;
            while (request is null)
            {
                (request, var unknown) = Read(act, acts, route, version, ref timed);
                foreach (var name in unknown)
                {
                    if (await acts.Find(name) is null)
                        return new PushResult(sent.Id, PushOutcome.Held, HeldBy: name);
                }
            }
            var run = new StoredAct.Once(actor.Id, sent, acts.Subject);
            once.Value = run;
            var answer = await caller.Call(act.Operation, request, actor, http, CancellationToken.None);
            return answer is ProblemHttpResult refused
                ? Refused(acts, refused, act, timed)
                : new PushResult(sent.Id, PushOutcome.Done, run.SubjectOf(answer), StoredAct.Once.VersionOf(answer));
        }
        catch (ProblemException e)
        {
            return Refused(acts, e.Problem, act, timed);
        }
        catch (StoredAct.DoneBefore done)
        {
            return done.Act is { } earlier ? Replayed(sent, earlier) : Reused(acts);
        }
        catch (Exception e) when (e is not StoreUnavailableException and not OperationCanceledException)
        {
            // One act that fails does not keep back the others of the phone.
            LogFailed(log, e, sent.Act, acts.Position);
            return Refused(acts, Problems.Of("internal-error"));
        }
        finally
        {
            once.Value = null;
        }
    }

    /// <returns>The request; null when its body names acts that were not looked for yet.</returns>
    (object? Request, IReadOnlyCollection<string> Unknown) Read(
        ActTable.Act act, ActReferences acts, Dictionary<string, string> route, long? version, ref bool timed)
    {
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        var (set, at) = (false, acts.Act.At < clock.Now ? acts.Act.At : clock.Now);
        try
        {
            var sent = acts.Act.Body is null && act.TimeName is not null ? Empty : acts.Act.Body;
            var request = caller.Read(act.Operation, route, version, sent, Find, body => set = act.SetTime(body, at, clock));
            return (unknown.Count == 0 ? request : null, unknown);
        }
        catch (ProblemException) when (unknown.Count > 0)
        {
            return (null, unknown);
        }
        finally
        {
            timed = set;
        }

        Id? Find(string name)
        {
            if (acts.TryFind(name) is { } done)
                return Id.TryParseExact(done.Subject, out var id) ? id : null;
            unknown.Add(name);
            return Id.None;
        }
    }

    static PushResult Replayed(PushedAct act, StoredAct earlier) => new(act.Id, PushOutcome.Replayed, earlier.Subject, earlier.Version);

    static PushResult Reused(ActReferences acts) => Refused(acts, Problems.At("/id", "act-id-reused"));

    /// <summary>The refusal of what the act says beside its body.</summary>
    static PushResult Refused(ActReferences acts, ProblemHttpResult problem) => Refused(acts, problem, pointer => pointer);

    /// <summary>The refusal of the operation.</summary>
    /// <param name="timed">Whether the body got the phone's time.</param>
    static PushResult Refused(ActReferences acts, ProblemHttpResult problem, ActTable.Act act, bool timed) =>
        Refused(acts, problem, pointer => timed && pointer == "/" + act.TimeName ? "/at" : "/body" + pointer);

    static PushResult Refused(ActReferences acts, ProblemHttpResult problem, Func<string, string> place)
    {
        var details = problem.ProblemDetails;
        var errors = details.Extensions.TryGetValue("errors", out var faults) ? (IReadOnlyList<InputError>?)faults : null;
        return new PushResult(acts.Act.Id, PushOutcome.Refused, Problem: new PushResult.Refusal(
            problem.StatusCode, (string)details.Extensions["code"]!, details.Detail!,
            errors is null ? null : [.. errors.Select(error => error with { Pointer = $"/acts/{acts.Position}{place(error.Pointer)}" })]));
    }

    [LoggerMessage(1, LogLevel.Error, "Act {Act} at position {Position} of a push failed")]
    private static partial void LogFailed(ILogger log, Exception exception, string act, int position);
}
