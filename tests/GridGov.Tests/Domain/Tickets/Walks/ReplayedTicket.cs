using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Tickets;
using GridGov.Text;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>The state of a ticket, replayed from its events alone, as the API shows them.</summary>
sealed record ReplayedTicket
{
    public required string Status { get; init; }
    public required int HandlingLevel { get; init; }
    public Id? Handler { get; init; }
    public string? HandlerPost { get; init; }
    public string? HandlerRole { get; init; }
    public Id? ResolvedBy { get; init; }
    public Instant? ResolvedAt { get; init; }
    public string? Result { get; init; }
    public Instant? AcceptedAt { get; init; }
    public DateOnly? AcceptedDay { get; init; }
    public Instant? ClosedAt { get; init; }
    public DateOnly? ClosedDay { get; init; }
    public Id? Verifier { get; init; }
    public string? VerifyQuestion { get; init; }
    public string? VerifyFindings { get; init; }
    public DateOnly? SuspendedUntil { get; init; }
    public int? Score { get; init; }
    public string? EvaluationComment { get; init; }
    public Instant? EvaluatedAt { get; init; }
    public Id? MergedInto { get; init; }
    public Id? Request { get; init; }
    public int Extensions { get; init; }
    public Id? JointAction { get; init; }
    public Id? Order { get; init; }
    public Instant? ReplyDueAt { get; init; }
    public Instant UpdatedAt { get; init; }
    public required long Version { get; init; }

    public static ReplayedTicket Of(TicketRow row) => new()
    {
        Status = row.Status.ToCode(), HandlingLevel = row.HandlingLevel, Handler = row.HandlerId, HandlerPost = row.HandlerPost
            ?.ToCode(), HandlerRole = row.HandlerRole,
        ResolvedBy = row.ResolvedBy, ResolvedAt = row.ResolvedAt, Result = row.Result?.Reveal(), AcceptedAt = row.AcceptedAt,
        AcceptedDay = row.AcceptedDay,
        ClosedAt = row.ClosedAt, ClosedDay = row.ClosedDay, Verifier = row.VerifierId, VerifyQuestion = row.VerifyQuestion?.Reveal(),
        VerifyFindings = row.VerifyFindings?.Reveal(), SuspendedUntil = row.SuspendedUntil, Score = row.EvaluationScore,
        EvaluationComment = row.EvaluationComment?.Reveal(),
        EvaluatedAt = row.EvaluatedAt, MergedInto = row.MergedInto, Request = row.RequestId, Extensions = row.Extensions,
        JointAction = row.JointActionId, Order = row.SupervisionId, ReplyDueAt = row.ReplyDueAt,
        UpdatedAt = row.UpdatedAt, Version = row.Version,
    };

    public static ReplayedTicket From(IReadOnlyList<JsonNode> events)
    {
        ((string)events[0]["action"]!).ShouldBe("file");
        var replay = new Replay(GridCode.Level((string)events[0]["grid"]!));
        foreach (var each in events)
            replay.Take(each);
        return replay.Ticket;
    }

    /// <summary>Pending items of the ticket while its events are replayed.</summary>
    sealed class Replay(int level)
    {
        (string Kind, Id? By) asked;
        readonly HashSet<string> awaited = [];

        public ReplayedTicket Ticket { get; private set; } = new() { Status = "submitted", HandlingLevel = level, Version = 0 };

        public void Take(JsonNode what)
        {
            var action = (string)what["action"]!;
            var moment = DateTimeOffset.Parse((string)what["at"]!);
            var by = what["by"]?["id"] is { } id ? IdOf((string)id!) : (Id?)null;
            var version = (long)what["version"]!;
            var ticket = Ticket;
            if ((string?)what["to"] is { } to)
            {
                (what["from"]?.GetValue<string>() ?? (action == "file" ? ticket.Status : ""))
                    .ShouldBe(ticket.Status, "each event goes on from where the one before came to");
                ticket = ticket with { Status = to, SuspendedUntil = null };
            }
            if (version != ticket.Version)
                ticket = ticket with { Version = version, UpdatedAt = Instant.Of(moment) };
            Ticket = Ended(Requested(AfterText(ticket, action, what["details"], by, moment), action, what["details"], by));
        }

        ReplayedTicket AfterText(ReplayedTicket ticket, string action, JsonNode? details, Id? by, DateTimeOffset moment)
        {
            var at = Instant.Of(moment);
            switch (action)
            {
                case "file" when details is { } part && (int?)part["level"] is { } level:
                    return ticket with { HandlingLevel = level };
                case "split" when Text("handler") is not null:
                    return ticket with { Handler = One("handler"), HandlerPost = Text("post"), HandlerRole = Text("role") };
                case "accept":
                    return Established(ticket, moment);
                case "verify":
                    return ticket with { Verifier = One("verifier"), VerifyQuestion = Words("question"), VerifyFindings = null };
                case "report_back":
                    return ticket with { VerifyFindings = Words("findings") };
                case "self_handle":
                    return Established(ticket, moment) with
                    {
                        Handler = by,
                        HandlerPost = "grid_worker",
                        HandlerRole = null,
                        Result = Words("result"),
                        ResolvedBy = by,
                        ResolvedAt = at,
                    };
                case "note":
                    return ticket with { Result = Words("assessment") };
                case "dispatch":
                    return ticket with { Handler = One("handler"), HandlerPost = Text("post"), HandlerRole = Text("role"), Extensions = 0 };
                case "reassign" or "hand_over":
                    return ticket with { Handler = One("handler"), HandlerPost = Text("post"), HandlerRole = Text("role") };
                case "amend":
                    return (int?)details!["now"]!["level"] is { } amended ? ticket with { HandlingLevel = amended } : ticket;
                case "recall":
                    return NewRound(ticket);
                case "return" or "cancel" or "reject" or "withdraw":
                    return WithoutHandler(ticket);
                case "merge":
                    return WithoutHandler(ticket) with { MergedInto = One("into") };
                case "escalate":
                    return NewRound(ticket) with { HandlingLevel = ticket.HandlingLevel - 1 };
                case "reopen" when ticket.Status == "submitted":
                    return ticket with { MergedInto = null };
                case "reopen":
                    return Established(NewRound(ticket), moment);
                case "suspend":
                    return ticket with { SuspendedUntil = DateOnly.Parse(Text("until")!) };
                case "resolve":
                    return ticket with { Result = Words("result"), ResolvedBy = by, ResolvedAt = at };
                case "pass":
                    return ticket with { ClosedAt = at, ClosedDay = DateOnly.FromDateTime(moment.DateTime) };
                case "evaluate":
                    return ticket with { Score = (int)details!["score"]!, EvaluationComment = Words("comment"), EvaluatedAt = at };
                case "approve_request":
                    return Text("kind") == "extension" ? ticket with { Extensions = ticket.Extensions + 1 } : ticket;
                case "summon":
                    awaited.UnionWith(details!["participants"]!.AsArray().Select(called => (string)called!["person"]!));
                    return ticket with { JointAction = One("jointAction") };
                case "report_result" or "excuse":
                    awaited.Remove(action == "excuse" ? Text("person")! : by.ToString()!);
                    return awaited.Count == 0 ? ticket with { JointAction = null } : ticket;
                case "cancel_joint_action":
                    awaited.Clear();
                    return ticket with { JointAction = null };
                case "supervise":
                    return ticket with { Order = One("order"), ReplyDueAt = When("replyBy") };
                case "remind":
                    return ticket with { ReplyDueAt = When("replyBy") };
                case "reply":
                    return ticket with { ReplyDueAt = null };
                case "lift":
                    return ticket with { Order = null, ReplyDueAt = null };
                default:
                    return ticket;
            }

            string? Text(string name) => (string?)details![name];
            // An event of a confidential ticket leaves out its text, and the row has a mask instead.
            string? Words(string name) =>
                details!["sealed"] is not null && !details.AsObject().ContainsKey(name) ? Masking.Text : Text(name);
            Id One(string name) => IdOf(Text(name)!);
            Instant When(string name) => Instant.Of(DateTimeOffset.Parse(Text(name)!));
        }

        /// <summary>A ticket has one request at a time, which lapses when its author could not make it any more.</summary>
        ReplayedTicket Requested(ReplayedTicket ticket, string action, JsonNode? details, Id? by)
        {
            if (action is "request_extension" or "request_suspension")
            {
                asked = (action, by);
                ticket = ticket with { Request = IdOf((string)details!["request"]!) };
            }
            var could = ticket.Handler == asked.By
                && (asked.Kind == "request_extension"
                    ? ticket.Status is "dispatched" or "processing" or "rework"
                    : ticket.Status is "processing");
            return action is "approve_request" or "refuse_request" || !could ? ticket with { Request = null } : ticket;
        }

        ReplayedTicket Ended(ReplayedTicket ticket)
        {
            if (ticket.Status is not ("closed" or "rejected" or "cancelled" or "merged" or "noted"))
                return ticket;
            awaited.Clear();
            return ticket with { JointAction = null, Order = null, ReplyDueAt = null };
        }

        static ReplayedTicket Established(ReplayedTicket ticket, DateTimeOffset moment) => ticket with
        {
            AcceptedAt = ticket.AcceptedAt ?? Instant.Of(moment),
            AcceptedDay = ticket.AcceptedDay ?? DateOnly.FromDateTime(moment.DateTime),
        };

        static ReplayedTicket WithoutHandler(ReplayedTicket ticket) =>
            ticket with { Handler = null, HandlerPost = null, HandlerRole = null };

        static ReplayedTicket NewRound(ReplayedTicket ticket) => WithoutHandler(ticket) with
        {
            ResolvedBy = null,
            ResolvedAt = null,
            Result = null,
            ClosedAt = null,
            ClosedDay = null,
            Score = null,
            EvaluationComment = null,
            EvaluatedAt = null,
            MergedInto = null,
            Extensions = 0,
        };
    }
}
