using GridGov.Data.Statements;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Verification;

/// <summary>The stored rows of a ticket that its events explain, besides what the measures read.</summary>
sealed record TicketImages(FiledContent Filed, bool HasSecret, RowImages Rows)
{
    public static readonly ImageTable TicketRows = new("tickets",
        "version", "updated_at", "verifier_id", "verify_question", "verify_findings", "resolved_by", "resolved_at", "result",
        "suspended_until", "merged_into", "evaluated_at", "evaluation_score", "evaluation_comment", "yellow_at", "due_at", "extensions",
        "reply_due_at", "request_id", "supervision_id", "joint_action_id", "grid_distance", "located_grid",
        "unverified");

    public static readonly ImageTable Clocks =
        new("ticket_clocks", "stage", "time_limit", "started_at", "extensions", "ended_at", "due_at");

    public static readonly ImageTable Pauses = new("ticket_pauses", "to_at");

    public static readonly ImageTable Requests = new("ticket_requests",
        "grid_code", "kind", "reason", "until_day", "status", "requested_by", "requested_at", "decided_by", "decided_at",
        "decision_reason");

    public static readonly ImageTable Orders = new("supervisions",
        "instruction", "ordered_by", "ordered_at", "reply_by", "reminders", "reminded_at", "reply", "replied_by", "replied_at",
        "lifted_by", "lifted_at", "lift_reason");

    public static readonly ImageTable JointActions = new("joint_actions",
        "purpose", "summoned_by", "summoned_at", "summoned_day", "status", "ended_at", "cancelled_by", "cancel_reason");

    public static readonly ImageTable Participants = new("joint_participants",
        "position", "post", "role", "arrive_by", "arrived_at", "result", "reported_at", "excuse", "excused_by", "excused_at");

    public static readonly ImageTable Attachments = new("ticket_attachments",
        "file_id", "kind", "taken_at", "position", "flags", "caption", "sha256", "confidential", "attached_by", "attached_at");

    public static readonly ImageTable OutsideAnswers = new("outside_answers",
        "token_hash", "party", "question", "asked_by", "asked_at", "expires_at", "opened_at", "answer", "done_on", "answered_at",
        "revoked_by", "revoked_at", "version");

    /// <summary>The columns with words, which an amendment masks that makes the ticket confidential.</summary>
    public static readonly IReadOnlyList<(ImageTable Table, string Column)> Words =
    [
        (TicketRows, "verify_question"), (TicketRows, "verify_findings"), (TicketRows, "result"), (TicketRows, "evaluation_comment"),
        (Requests, "reason"), (Requests, "decision_reason"), (Orders, "instruction"), (Orders, "reply"), (Orders, "lift_reason"),
        (JointActions, "purpose"), (JointActions, "cancel_reason"), (Participants, "result"), (Participants, "excuse"),
        (Attachments, "position"), (Attachments, "caption"), (Attachments, "sha256"),
        (OutsideAnswers, "party"), (OutsideAnswers, "question"), (OutsideAnswers, "answer"),
    ];

    /// <summary>Of a ticket's other tables, the rows of each ticket of a range of ids.</summary>
    static readonly IReadOnlyList<(ImageTable Table, string Sql)> OfTickets =
    [
        (Clocks, ListOf(Clocks, "CAST(x.run AS TEXT)")),
        (Pauses, ListOf(Pauses, "CAST(x.run AS TEXT) || ' ' || CAST(x.from_at AS TEXT)")),
        (Requests, ListOf(Requests, "CAST(x.id AS TEXT)")),
        (Orders, ListOf(Orders, "CAST(x.id AS TEXT)")),
        (JointActions, ListOf(JointActions, "CAST(x.id AS TEXT)")),
        (Attachments, ListOf(Attachments, "CAST(x.id AS TEXT)")),
        (OutsideAnswers, ListOf(OutsideAnswers, "CAST(x.id AS TEXT)")),
        (Participants, $"""
            SELECT j.ticket_id, CAST(x.joint_action_id AS TEXT) || ' ' || CAST(x.person_id AS TEXT), {Participants.ColumnList}
              FROM joint_actions j
              JOIN joint_participants x ON x.joint_action_id = j.id
             WHERE j.ticket_id >= @First AND j.ticket_id <= @Last
            """),
    ];

    static string ListOf(ImageTable table, string key) =>
        $"SELECT x.ticket_id, {key}, {table.ColumnList} FROM {table.Name} x WHERE x.ticket_id >= @First AND x.ticket_id <= @Last";

    public static async Task<Dictionary<Id, TicketImages>> Load(Tx tx, Id first, Id last)
    {
        var range = new { First = first, Last = last };
        var images = (await tx.Query(ListTickets, Read, range)).ToDictionary(each => each.Id, each => each.Images);
        foreach (var (table, sql) in OfTickets)
        {
            foreach (var (id, key, row) in await tx.Query(sql, c => (Id: c.Id(), Key: c.Text(), Row: table.Read(c)), range))
                images.GetValueOrDefault(id)?.Rows.Add(table, key, row);
        }
        return images;
    }

    static (Id Id, TicketImages Images) Read(Columns c)
    {
        var (id, secret) = (c.Id(), c.Flag());
        var rows = new RowImages();
        rows.Add(TicketRows, "", TicketRows.Read(c));
        return (id, new TicketImages(FiledContent.Read(c), secret, rows));
    }

    static readonly string ListTickets = $"""
        SELECT x.id, CASE WHEN EXISTS (SELECT 1 FROM ticket_secrets s WHERE s.ticket_id = x.id) THEN 1 ELSE 0 END AS has_secret,
               {TicketRows.ColumnList}, {FiledContent.ColumnList}
          FROM tickets x
         WHERE x.id >= @First AND x.id <= @Last
        """;
}
