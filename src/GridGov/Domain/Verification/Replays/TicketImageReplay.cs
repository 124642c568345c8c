using System.Globalization;
using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Domain.Boundaries;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
using static GridGov.Domain.Verification.TicketImages;

namespace GridGov.Domain.Verification.Replays;

/// <summary>
/// Gives the rows of a ticket from its events alone, besides what the measures read (<see cref="Statistics.History.TicketReplay"/>).
/// What an earlier version did not record stays unknown.
/// </summary>
sealed class TicketImageReplay
{
    readonly TicketImages stored;
    readonly RowImages rows = new();
    readonly ClockReplay clock;
    readonly RelatedItemReplay related;
    TicketStatus status = TicketStatus.Submitted;
    string? handler;
    long version;
    string? filedHash;
    bool confidential, wasConfidential;

    /// <summary>Whether the event's words are encrypted.</summary>
    bool isEncrypted;

    TicketImageReplay(TicketImages stored, bool confidential)
    {
        this.stored = stored;
        this.confidential = wasConfidential = confidential;
        clock = new ClockReplay(rows, stored.Rows);
        related = new RelatedItemReplay(rows, stored.Rows, Words);
        rows.Set(TicketRows, "",
            ("verifier_id", null), ("verify_question", null), ("verify_findings", null), ("resolved_by", null), ("resolved_at", null),
            ("result", null), ("suspended_until", null), ("merged_into", null), ("evaluated_at", null), ("evaluation_score", null),
            ("evaluation_comment", null), ("extensions", 0), ("reply_due_at", null), ("request_id", null), ("supervision_id", null),
            ("joint_action_id", null), ("unverified", false));
    }

    public static IEnumerable<string> Differences(StoredHistory ticket)
    {
        TicketImageReplay replay;
        try
        {
            replay = new TicketImageReplay(ticket.Images, WasConfidential(ticket));
            foreach (var entry in ticket.Events)
                replay.Apply(entry);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException or ArgumentException or OverflowException)
        {
            // Falsified events may have any content.
            return [$"its events cannot be read: {e.Message}"];
        }
        return replay.DifferencesOf(ticket.Stored);
    }

    IEnumerable<string> DifferencesOf(TicketTimeline timeline)
    {
        if (filedHash is not null && filedHash != stored.Filed.Hash())
            yield return $"it is not as it was filed or last amended: one of {FiledContent.Covered} was changed";
        // Before filings were hashed, only the former states show what the ticket was.
        if (filedHash is null && timeline.Former.Any(former => !Unchanging(former.State).Equals(Unchanging(timeline.Now))))
            yield return "it is not what its former states say: category, kind, programme, role, urgency, source or filing";
        // What was hidden once is kept.
        if ((stored.Filed.Confidential || wasConfidential) != stored.HasSecret)
            yield return stored.HasSecret ? "ticket_secrets has words of a ticket that is not confidential" : "ticket_secrets was removed";
        foreach (var difference in stored.Rows.Differences(rows))
            yield return difference;
    }

    static object Unchanging(TicketSnapshot state) =>
        (state.Category, state.Kind, state.Programme, state.Role, state.Urgency, state.Source,
            state.FiledBy, state.FiledAt, state.FiledDay);

    /// <summary>Whether it was confidential at its filing.</summary>
    static bool WasConfidential(StoredHistory ticket)
    {
        foreach (var entry in ticket.Events.Where(entry => entry is { Action: "amend", Payload: not null }))
        {
            using var document = JsonDocument.Parse(entry.Payload!);
            if (new EventDetails(document.RootElement).Object(AmendedCodes.Was).Flag(Confidential) is { } was)
                return was;
        }
        return ticket.Images.Filed.Confidential;
    }

    /// <summary>A confidential ticket's rows mask words, whose presence its readable details do not show.</summary>
    object? Words(string? text) => confidential || isEncrypted ? RowImages.Masked : text;

    /// <summary>Filings and amendments without it agree with their grid, or are of an earlier version.</summary>
    void Place(EventDetails details)
    {
        var outside = details.Object(TicketPlacement.Member);
        rows.Set(TicketRows, "", ("grid_distance", outside.Number("metres")), ("located_grid", outside.Text("grid")));
    }

    void Amend(JournalEvent entry, EventDetails details)
    {
        Place(details);
        filedHash = details.Text(FiledContent.Member);
        handler = details.Text("handler") ?? handler;
        rows.SetAll(Requests, "grid_code", _ => entry.GridCode);
        confidential = details.Object(AmendedCodes.Now).Flag(Confidential) ?? confidential;
        wasConfidential |= confidential;
        if (details.Flag("hides") is not true)
            return;
        foreach (var (table, column) in TicketImages.Words)
            rows.SetAll(table, column, words => words is null ? null : RowImages.Masked);
        rows.SetAll(Attachments, "confidential", _ => true);
    }

    void Attach(JournalEvent entry, EventDetails details)
    {
        var id = details.Id("attachment") ?? throw new FormatException("'attachment' is missing");
        rows.Set(Attachments, id.Value.ToString(CultureInfo.InvariantCulture),
            ("file_id", details.Id("file")), ("kind", details.Text("kind")), ("taken_at", details.Instant("takenAt")),
            ("position", Words(details.Text("position"))), ("flags", details.Text("flags")), ("caption", Words(details.Text("caption"))),
            ("sha256", Words(details.Text("sha256"))), ("confidential", confidential || isEncrypted), ("attached_by", entry.ActorId),
            ("attached_at", entry.At));
    }

    const string Confidential = "confidential";

    void Apply(JournalEvent entry)
    {
        using var document = entry.Payload is null ? null : JsonDocument.Parse(entry.Payload);
        var details = new EventDetails(document?.RootElement);
        isEncrypted = details.Has(EncryptedEvents.Property);
        if (entry.Version > version)
            rows.Set(TicketRows, "", ("version", version = entry.Version), ("updated_at", entry.At));
        if (entry.Action == "file")
        {
            filedHash = details.Text(FiledContent.Member);
            Place(details);
            rows.Set(TicketRows, "", ("unverified", details.Flag(TicketFiling.UnverifiedMember) is true));
            clock.Begin(entry, details);
            return;
        }
        var before = (Status: status, Handler: handler);
        if (entry.ToStatus is not null)
            Move(entry);
        if (entry.Action == "amend")
            Amend(entry, details);
        if (entry.Action == "attach")
            Attach(entry, details);
        ApplyWords(entry, details);
        related.Apply(entry, details);
        related.End(entry, before, (status, handler));
        clock.Apply(entry, details, before.Status, status);
    }

    /// <summary>The columns that a transition sets by itself (<see cref="TicketTransition.AfterTransition"/>).</summary>
    void Move(JournalEvent entry)
    {
        status = Codes<TicketStatus>.Parse(entry.ToStatus!);
        rows.Set(TicketRows, "", ("suspended_until", null));
        if (status is TicketStatus.Accepted or TicketStatus.Returned or TicketStatus.Rejected or TicketStatus.Cancelled
            or TicketStatus.Merged)
        {
            handler = null;
        }
        switch (status)
        {
            case TicketStatus.Accepted:
                rows.Set(TicketRows, "", ("resolved_by", null), ("resolved_at", null), ("result", null), ("evaluation_score", null),
                    ("evaluation_comment", null), ("evaluated_at", null), ("merged_into", null), ("extensions", 0));
                break;
            case TicketStatus.Submitted:
                rows.Set(TicketRows, "", ("merged_into", null));
                break;
            case TicketStatus.Dispatched when entry.Action != "reassign":
                rows.Set(TicketRows, "", ("extensions", 0));
                break;
            case TicketStatus.Resolved:
                rows.Set(TicketRows, "", ("resolved_by", entry.ActorId), ("resolved_at", entry.At));
                break;
            case TicketStatus.Closed when entry.Action == "evaluate":
                rows.Set(TicketRows, "", ("evaluated_at", entry.At));
                break;
            default:
                break;
        }
    }

    void ApplyWords(JournalEvent entry, EventDetails details)
    {
        switch (entry.Action)
        {
            case "verify":
                rows.Set(TicketRows, "", ("verifier_id", details.Id("verifier")), ("verify_question", Words(details.Text("question"))),
                    ("verify_findings", null));
                break;
            case "report_back":
                rows.Set(TicketRows, "", ("verify_findings", Words(details.Text("findings"))));
                if (details.Flag("confirmed") is true)
                    rows.Set(TicketRows, "", ("unverified", false));
                break;
            case "note":
                rows.Set(TicketRows, "", ("result", Words(details.Text("assessment"))));
                break;
            case "resolve" or "self_handle":
                rows.Set(TicketRows, "", ("result", Words(details.Text("result"))));
                if (entry.Action == "self_handle")
                    handler = entry.ActorId?.ToString();
                break;
            case "evaluate":
                rows.Set(TicketRows, "",
                    ("evaluation_score", details.Number("score")), ("evaluation_comment", Words(details.Text("comment"))));
                break;
            case "dispatch" or "reassign" or "hand_over":
                handler = details.Text("handler");
                break;
            case "split":
                handler = details.Text("handler") ?? handler;
                break;
            case "suspend":
                rows.Set(TicketRows, "", ("suspended_until", details.Day("until")));
                break;
            case "approve_request" when details.Text("kind") == "extension":
                var extensions = int.Parse(rows.Value(TicketRows, "", "extensions")!, CultureInfo.InvariantCulture);
                rows.Set(TicketRows, "", ("extensions", extensions + 1));
                break;
            case "merge":
                rows.Set(TicketRows, "", ("merged_into", details.Id("into")));
                break;
            default:
                break;
        }
    }
}
