using System.Collections.Frozen;
using GridGov.Api.Calls;

namespace GridGov.Features.Sync;

/// <summary>The acts that can be made without signal, and the operations that carry them out.</summary>
public sealed class ActTable(OperationCaller caller)
{
    /// <param name="OperationId">The operation.</param>
    /// <param name="Time">The property of its body that takes the phone's time, or its day, unless the body gives one.</param>
    public sealed record Entry(string OperationId, string? Time = null);

    public static readonly FrozenDictionary<string, Entry> All = new Dictionary<string, Entry>(StringComparer.Ordinal)
    {
        ["file"] = new("fileTicket", Time: "FoundAt"),
        ["withdraw"] = new("withdrawTicket"),
        ["accept"] = new("acceptTicket"),
        ["verify"] = new("verifyTicket"),
        ["report_back"] = new("reportBack"),
        ["reject"] = new("rejectTicket"),
        ["merge"] = new("mergeTicket"),
        ["note"] = new("noteTicket"),
        ["self_handle"] = new("selfHandleTicket"),
        ["dispatch"] = new("dispatchTicket"),
        ["recall"] = new("recallTicket"),
        ["reassign"] = new("reassignTicket"),
        ["split"] = new("splitTicket"),
        ["take"] = new("takeTicket"),
        ["return"] = new("returnTicket"),
        ["resolve"] = new("resolveTicket"),
        ["suspend"] = new("suspendTicket"),
        ["resume"] = new("resumeTicket"),
        ["escalate"] = new("escalateTicket"),
        ["pass"] = new("passTicket"),
        ["fail"] = new("failTicket"),
        ["evaluate"] = new("evaluateTicket"),
        ["cancel"] = new("cancelTicket"),
        ["reopen"] = new("reopenTicket"),
        ["amend"] = new("amendTicket"),
        ["comment"] = new("commentTicket"),
        ["attach"] = new("attachFile"),
        ["contact"] = new("contactReporter"),
        ["request_extension"] = new("requestExtension"),
        ["request_suspension"] = new("requestSuspension"),
        ["approve_request"] = new("approveRequest"),
        ["refuse_request"] = new("refuseRequest"),
        ["summon"] = new("summonParticipants"),
        ["arrive"] = new("arrive"),
        ["report_result"] = new("reportResult"),
        ["excuse"] = new("excuseParticipant"),
        ["cancel_joint_action"] = new("cancelJointAction"),
        ["supervise"] = new("superviseTicket"),
        ["reply"] = new("replyToOrder"),
        ["remind"] = new("remindOfOrder"),
        ["lift"] = new("liftOrder"),
        ["start_round"] = new("startRound", Time: "DoneAt"),
        ["track"] = new("trackRound"),
        ["finish_round"] = new("finishRound", Time: "DoneAt"),
        ["record"] = new("createRecord", Time: "DoneAt"),
        ["correct_record"] = new("correctRecord"),
        ["submit_need"] = new("submitNeed"),
        ["start_claim"] = new("startClaim"),
        ["create_claim_record"] = new("createClaimRecord", Time: "Day"),
        ["report_claim_done"] = new("reportClaimDone"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    readonly Lazy<FrozenDictionary<string, Act>> acts = new(() => All.ToFrozenDictionary(
        pair => pair.Key,
        pair => new Act(
            caller.Find(pair.Value.OperationId) ?? throw new InvalidOperationException($"There is no operation {pair.Value.OperationId}."),
            caller,
            pair.Value.Time),
        StringComparer.Ordinal));

    public Act? Find(string name) => acts.Value.GetValueOrDefault(name);

    /// <summary>An act with its operation.</summary>
    public sealed class Act(Operation operation, OperationCaller caller, string? time)
    {
        readonly System.Reflection.PropertyInfo? time = time is null ? null : operation.BodyType!.GetProperty(time)
            ?? throw new InvalidOperationException($"{operation.BodyType} has no {time}.");

        public Operation Operation { get; } = operation;

        /// <summary>Whether the act needs a subject: what its operation's route names.</summary>
        public bool NeedsSubject => Operation.Route.Count > 0;

        /// <summary>Reads the subject; null where it has none that can be read alone.</summary>
        public Operation? Get { get; } = operation.Route.Count == 0
            ? null
            : caller.FindGet(operation.Path[..(operation.Path.IndexOf('}', StringComparison.Ordinal) + 1)]);

        /// <summary>The JSON name of the property that takes the phone's time.</summary>
        public string? TimeName => time is null ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(time.Name);

        /// <returns>Whether the body gave no time and got this one.</returns>
        public bool SetTime(object body, Instant at, Clock clock)
        {
            if (time is null || time.GetValue(body) is not null)
                return false;
            time.SetValue(body, time.PropertyType == typeof(DateOnly?) ? clock.DayOf(at) : (object)at);
            return true;
        }
    }
}
