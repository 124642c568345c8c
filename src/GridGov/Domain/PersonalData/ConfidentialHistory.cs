using System.Text.Json.Nodes;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Domain.PersonalData;

/// <summary>The texts of a confidential ticket's actions, from its events, to replace their masks.</summary>
sealed class ConfidentialHistory
{
    /// <summary>Older events beyond this number are left out.</summary>
    const int MaxEvents = 10_000;

    readonly List<Act> acts;

    ConfidentialHistory(List<Act> acts) => this.acts = acts;

    public sealed record Act(
        long Position, string Action, Instant At, HistoryEvent.Person? By, TicketStatus? From, TicketStatus? To, string? Reason,
        JsonObject? Details)
    {
        public string? Text(string name) => (string?)Details?[name];
    }

    public IReadOnlyList<Act> Acts => acts;

    public static async Task<ConfidentialHistory> Load(Tx tx, Id ticket)
    {
        var subject = ticket.ToString();
        var found = new List<Act>();
        foreach (var row in await tx.Query<Row>(ListEvents, new { Subject = subject, MaxEvents }))
        {
            var (reason, details) = await EncryptedEvents.Decrypt(tx, subject, row.Position, row.Reason, row.Payload);
            var by = row.ActorId is { } actor ? new HistoryEvent.Person(actor, row.ActorName ?? "") : null;
            found.Add(new Act(row.Position, row.Action, row.At, by,
                row.FromStatus, row.ToStatus, reason, details));
        }
        found.Reverse();
        return new ConfidentialHistory(found);
    }

    /// <summary>The ticket and its related items with the latest text for each mask.</summary>
    public TicketView Restore(TicketView ticket) =>
        ticket with { Unmasked = true, Row = Restore(ticket.Row), Related = Restore(ticket.Related) };

    TicketRow Restore(TicketRow row) => row with
    {
        Result = LatestText(row.Result, act => act.Action switch
        {
            "resolve" or "self_handle" => act.Text("result"),
            "note" => act.Text("assessment"),
            _ => null,
        }),
        VerifyQuestion = LatestText(row.VerifyQuestion, act => act.Action is "verify" ? act.Text("question") : null),
        VerifyFindings = LatestText(row.VerifyFindings, act => act.Action is "report_back" ? act.Text("findings") : null),
        EvaluationComment = LatestText(row.EvaluationComment, act => act.Action is "evaluate" ? act.Text("comment") : null),
    };

    RelatedItems Restore(RelatedItems related) => related with
    {
        Request = related.Request is { } request
            ? request with
            {
                Reason = LatestText(request.Reason, act =>
                    IsAbout("request", request.Id, act) && act.Action is "request_extension" or "request_suspension" ? act.Reason : null)!,
            }
            : null,
        JointAction = related.JointAction is { } joint ? Restore(joint) : null,
        Supervision = related.Supervision is { } order
            ? order with
            {
                Instruction = LatestText(order.Instruction, act =>
                    IsAbout("order", order.Id, act) && act.Action is "supervise" ? act.Text("instruction") : null)!,
                Reply = LatestText(order.Reply, act => IsAbout("order", order.Id, act) && act.Action is "reply" ? act.Text("text") : null),
            }
            : null,
    };

    JointActionRow Restore(JointActionRow joint) => joint with
    {
        Action = joint.Action with
        {
            Purpose = LatestText(joint.Action.Purpose, act =>
                IsAbout("jointAction", joint.Id, act) && act.Action is "summon" ? act.Text("purpose") : null)!,
        },
        Participants =
        [
            .. joint.Participants.Select(participant => participant with
            {
                Result = LatestText(participant.Result, act =>
                    IsAbout("jointAction", joint.Id, act) && act.Action is "report_result" && act.By?.Id == participant.PersonId
                        ? act.Text("result")
                        : null),
                Excuse = LatestText(participant.Excuse, act =>
                    IsAbout("jointAction", joint.Id, act) && act.Action is "excuse" && IsAbout("person", participant.PersonId, act)
                        ? act.Reason
                        : null),
            }),
        ],
    };

    /// <summary>The latest text, where there is a mask.</summary>
    FreeText? LatestText(FreeText? mask, Func<Act, string?> textOf) =>
        mask is null ? null : (FreeText?)Enumerable.Reverse(acts).Select(textOf).FirstOrDefault(text => text is not null) ?? mask;

    static bool IsAbout(string member, Id id, Act act) => act.Text(member) == id.ToString();

    sealed record Row
    {
        public required long Position { get; init; }
        public required string Action { get; init; }
        public required Instant At { get; init; }
        public Id? ActorId { get; init; }
        public string? ActorName { get; init; }
        public TicketStatus? FromStatus { get; init; }
        public TicketStatus? ToStatus { get; init; }
        public string? Reason { get; init; }
        public string? Payload { get; init; }
    }

    const string ListEvents = """
        SELECT j.position, j.action, j.at, j.actor_id, p.name AS actor_name, j.from_status, j.to_status, j.reason, j.payload
          FROM journal j
          LEFT JOIN people p ON p.id = j.actor_id
         WHERE j.subject = @Subject AND j.subject_kind = 'ticket' AND j.position IS NOT NULL
         ORDER BY j.seq DESC
         LIMIT @MaxEvents
        """;
}
