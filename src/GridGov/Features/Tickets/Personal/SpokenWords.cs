using System.Text.Json.Nodes;
using GridGov.Platform.Data;
using GridGov.Platform.Sealing;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What was said in the acts on a confidential ticket, from its events; and the ticket's rows with it in the place of their masks.</summary>
sealed class SpokenWords
{
    /// <summary>Of a ticket with more events the oldest are left out.</summary>
    const int MaxEvents = 10_000;

    readonly List<Act> acts;

    SpokenWords(List<Act> acts) => this.acts = acts;

    /// <summary>An act with its words.</summary>
    public sealed record Act(
        long Position, string Action, Instant At, HistoryEvent.Person? By, TicketStatus? From, TicketStatus? To, string? Reason, JsonObject? Details)
    {
        public string? Text(string name) => (string?)Details?[name];
    }

    /// <summary>In the order in which they were done.</summary>
    public IReadOnlyList<Act> Acts => acts;

    public static async Task<SpokenWords> Of(Tx tx, Id ticket)
    {
        var subject = ticket.ToString();
        var found = new List<Act>();
        foreach (var row in await tx.List<Row>(ListEvents, new { Subject = subject, MaxEvents }))
        {
            var (reason, details) = await SealedEvents.Open(tx, subject, row.Position, row.Reason, row.Payload);
            found.Add(new Act(row.Position, row.Action, row.At, row.ActorId is { } by ? new HistoryEvent.Person(by, row.ActorName ?? "") : null,
                row.FromStatus, row.ToStatus, reason, details));
        }
        found.Reverse();
        return new SpokenWords(found);
    }

    /// <summary>The ticket with what was said last of all that its row masks, and that of what is open beside it.</summary>
    public TicketView PutBack(TicketView ticket) =>
        ticket with { Unmasked = true, Row = PutBack(ticket.Row), Related = PutBack(ticket.Related) };

    TicketRow PutBack(TicketRow row) => row with
    {
        Result = Said(row.Result, act => act.Action switch
        {
            "resolve" or "self_handle" => act.Text("result"),
            "note" => act.Text("assessment"),
            _ => null,
        }),
        VerifyQuestion = Said(row.VerifyQuestion, act => act.Action is "verify" ? act.Text("question") : null),
        VerifyFindings = Said(row.VerifyFindings, act => act.Action is "report_back" ? act.Text("findings") : null),
        EvaluationComment = Said(row.EvaluationComment, act => act.Action is "evaluate" ? act.Text("comment") : null),
    };

    RelatedItems PutBack(RelatedItems related) => related with
    {
        Request = related.Request is { } request
            ? request with
            {
                Reason = Said(request.Reason, act =>
                    Of("request", request.Id, act) && act.Action is "request_extension" or "request_suspension" ? act.Reason : null)!,
            }
            : null,
        JointAction = related.JointAction is { } joint ? PutBack(joint) : null,
        Supervision = related.Supervision is { } order
            ? order with
            {
                Instruction = Said(order.Instruction, act =>
                    Of("order", order.Id, act) && act.Action is "supervise" ? act.Text("instruction") : null)!,
                Reply = Said(order.Reply, act => Of("order", order.Id, act) && act.Action is "reply" ? act.Text("text") : null),
            }
            : null,
    };

    JointActionRow PutBack(JointActionRow joint) => joint with
    {
        Action = joint.Action with
        {
            Purpose = Said(joint.Action.Purpose, act =>
                Of("jointAction", joint.Id, act) && act.Action is "summon" ? act.Text("purpose") : null)!,
        },
        Participants =
        [
            .. joint.Participants.Select(participant => participant with
            {
                Result = Said(participant.Result, act => Of("jointAction", joint.Id, act) && act.Action is "report_result" && act.By?.Id == participant.PersonId ? act.Text("result") : null),
                Excuse = Said(participant.Excuse, act => Of("jointAction", joint.Id, act) && act.Action is "excuse" && Of("person", participant.PersonId, act) ? act.Reason : null),
            }),
        ],
    };

    /// <summary>The latest of what was said, where there is a mask for it.</summary>
    string? Said(string? mask, Func<Act, string?> words) => mask is null ? null : Enumerable.Reverse(acts).Select(words).FirstOrDefault(text => text is not null) ?? mask;

    static bool Of(string what, Id id, Act act) => act.Text(what) == id.ToString();

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
