using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using static GridGov.Domain.Verification.TicketImages;

namespace GridGov.Domain.Verification.Replays;

/// <summary>A ticket's requests, orders, joint actions and questions to outside parties from the ticket's events.</summary>
/// <param name="words">Gives the value of a column with words.</param>
sealed class RelatedItemReplay(RowImages rows, RowImages stored, Func<string?, object?> words)
{
    string? request, order, jointAction;
    TicketAction requested;
    bool isNew;
    readonly HashSet<string> unfinished = new(StringComparer.Ordinal);

    public void Apply(JournalEvent entry, EventDetails details)
    {
        isNew = false;
        switch (entry.Action)
        {
            case "request_extension" or "request_suspension":
                Ask(entry, details);
                break;
            case "approve_request" or "refuse_request":
                Decide(entry, Key(details, "request"));
                break;
            case "supervise" or "remind" or "reply" or "lift":
                ApplyOrder(entry, details, Key(details, "order"));
                break;
            case "summon":
                Summon(entry, details);
                break;
            case "arrive" or "report_result" or "excuse" or "cancel_joint_action":
                ApplyJointAction(entry, details, Key(details, "jointAction"));
                break;
            case OutsideAnswerEvents.Ask or OutsideAnswerEvents.Open or OutsideAnswerEvents.Answer or OutsideAnswerEvents.Revoke:
                ApplyOutside(entry, details, Key(details, "outsideAnswer"));
                break;
            default:
                break;
        }
    }

    void ApplyOutside(JournalEvent entry, EventDetails details, string key)
    {
        switch (entry.Action)
        {
            case OutsideAnswerEvents.Ask:
                rows.Set(OutsideAnswers, key,
                    ("token_hash", details.Text("linkHash")), ("party", words(details.Text("party"))),
                    ("question", words(details.Text("question"))), ("asked_by", entry.ActorId), ("asked_at", entry.At),
                    ("expires_at", details.Instant("expiresAt")), ("opened_at", null), ("answer", null), ("done_on", null),
                    ("answered_at", null), ("revoked_by", null), ("revoked_at", null), ("version", 0));
                break;
            case OutsideAnswerEvents.Open:
                rows.Set(OutsideAnswers, key, ("opened_at", entry.At));
                break;
            case OutsideAnswerEvents.Answer:
                rows.Set(OutsideAnswers, key, ("answer", words(details.Text("answer"))), ("done_on", details.Day("doneOn")),
                    ("answered_at", entry.At));
                break;
            case OutsideAnswerEvents.Revoke:
                rows.Set(OutsideAnswers, key, ("revoked_by", entry.ActorId), ("revoked_at", entry.At));
                break;
        }
        var version = int.Parse(rows.Value(OutsideAnswers, key, "version")!, CultureInfo.InvariantCulture);
        rows.Set(OutsideAnswers, key, ("version", version + 1));
    }

    static string Key(EventDetails details, string name) =>
        (details.Id(name) ?? throw new FormatException($"'{name}' is missing")).Value.ToString(CultureInfo.InvariantCulture);

    void Ask(JournalEvent entry, EventDetails details)
    {
        var extension = entry.Action == "request_extension";
        (request, requested, isNew) =
            (Key(details, "request"), extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension, true);
        rows.Set(Requests, request,
            ("grid_code", entry.GridCode), ("kind", extension ? "extension" : "suspension"), ("reason", words(entry.Reason)),
            ("until_day", details.Day("until")), ("status", "pending"), ("requested_by", entry.ActorId), ("requested_at", entry.At),
            ("decided_by", null), ("decided_at", null), ("decision_reason", null));
        rows.Set(TicketRows, "", ("request_id", details.Id("request")));
    }

    void Decide(JournalEvent entry, string key)
    {
        rows.Set(Requests, key, ("status", entry.Action == "approve_request" ? "approved" : "refused"), ("decided_by", entry.ActorId),
            ("decided_at", entry.At), ("decision_reason", words(entry.Reason)));
        if (request == key)
            CloseRequest();
    }

    void CloseRequest()
    {
        request = null;
        rows.Set(TicketRows, "", ("request_id", null));
    }

    void ApplyOrder(JournalEvent entry, EventDetails details, string key)
    {
        switch (entry.Action)
        {
            case "supervise":
                order = key;
                rows.Set(Orders, key,
                    ("instruction", words(details.Text("instruction"))), ("ordered_by", entry.ActorId), ("ordered_at", entry.At),
                    ("reply_by", details.Instant("replyBy")), ("reminders", 0), ("reminded_at", null), ("reply", null),
                    ("replied_by", null), ("replied_at", null), ("lifted_by", null), ("lifted_at", null), ("lift_reason", null));
                rows.Set(TicketRows, "", ("supervision_id", details.Id("order")), ("reply_due_at", details.Instant("replyBy")));
                break;
            case "remind":
                var reminders = int.Parse(rows.Value(Orders, key, "reminders") ?? "0", CultureInfo.InvariantCulture);
                rows.Set(Orders, key, ("reply_by", details.Instant("replyBy")), ("reminders", reminders + 1), ("reminded_at", entry.At),
                    ("replied_at", null));
                rows.Set(TicketRows, "", ("reply_due_at", details.Instant("replyBy")));
                break;
            case "reply":
                rows.Set(Orders, key, ("reply", words(details.Text("text"))), ("replied_by", entry.ActorId), ("replied_at", entry.At));
                rows.Set(TicketRows, "", ("reply_due_at", null));
                break;
            default:
                rows.Set(Orders, key, ("lifted_by", entry.ActorId), ("lifted_at", entry.At), ("lift_reason", words(entry.Reason)));
                CloseOrder();
                break;
        }
    }

    void CloseOrder()
    {
        order = null;
        rows.Set(TicketRows, "", ("supervision_id", null), ("reply_due_at", null));
    }

    void Summon(JournalEvent entry, EventDetails details)
    {
        jointAction = Key(details, "jointAction");
        rows.Set(JointActions, jointAction,
            ("purpose", words(details.Text("purpose"))), ("summoned_by", entry.ActorId), ("summoned_at", entry.At),
            ("summoned_day", Days.Of(entry.Day)), ("status", "open"), ("ended_at", null), ("cancelled_by", null), ("cancel_reason", null));
        // An earlier version did not store it.
        if (stored.Value(JointActions, jointAction, "summoned_day") is null)
            rows.Forget(JointActions, jointAction, "summoned_day");
        rows.Set(TicketRows, "", ("joint_action_id", details.Id("jointAction")));
        unfinished.Clear();
        foreach (var (i, participant) in details.Array("participants").Index())
        {
            var person = Key(participant, "person");
            unfinished.Add(person);
            rows.Set(Participants, $"{jointAction} {person}",
                ("position", i + 1), ("post", participant.Text("post")), ("role", participant.Text("role")),
                ("arrive_by", details.Instant("arriveBy")), ("arrived_at", null), ("result", null), ("reported_at", null),
                ("excuse", null), ("excused_by", null), ("excused_at", null));
        }
    }

    void ApplyJointAction(JournalEvent entry, EventDetails details, string key)
    {
        var person = entry.Action == "excuse"
            ? Key(details, "person")
            : (entry.ActorId ?? Id.None).Value.ToString(CultureInfo.InvariantCulture);
        var participant = $"{key} {person}";
        switch (entry.Action)
        {
            case "arrive":
                rows.Set(Participants, participant, ("arrived_at", entry.At));
                return;
            case "report_result":
                rows.Set(Participants, participant, ("result", words(details.Text("result"))), ("reported_at", entry.At));
                unfinished.Remove(person);
                break;
            case "excuse":
                rows.Set(Participants, participant,
                    ("excuse", words(entry.Reason)), ("excused_by", entry.ActorId), ("excused_at", entry.At));
                unfinished.Remove(person);
                break;
            default:
                rows.Set(JointActions, key, ("status", "cancelled"), ("ended_at", entry.At), ("cancelled_by", entry.ActorId),
                    ("cancel_reason", words(entry.Reason)));
                CloseJointAction();
                return;
        }
        if (unfinished.Count == 0)
        {
            rows.Set(JointActions, key, ("status", "done"), ("ended_at", entry.At));
            CloseJointAction();
        }
    }

    void CloseJointAction()
    {
        jointAction = null;
        rows.Set(TicketRows, "", ("joint_action_id", null));
    }

    /// <summary>What a transition ends by itself (<see cref="CascadingEnds"/>).</summary>
    public void End(
        JournalEvent entry, (TicketStatus Status, string? Handler) before, (TicketStatus Status, string? Handler) after)
    {
        if (request is { } open && !isNew
            && !(Lifecycle.ActionsWithoutTransition[requested].Contains(after.Status) && before.Handler == after.Handler))
        {
            rows.Set(Requests, open, ("status", "lapsed"), ("decided_at", entry.At));
            CloseRequest();
        }
        if (!Lifecycle.HasEnded(after.Status))
            return;
        if (jointAction is { } joint)
        {
            rows.Set(JointActions, joint, ("status", "cancelled"), ("ended_at", entry.At));
            CloseJointAction();
        }
        if (order is { } inForce)
        {
            rows.Set(Orders, inForce, ("lifted_at", entry.At));
            CloseOrder();
        }
    }
}
