using GridGov.Features.Tickets;
using GridGov.Platform;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Tests;

/// <summary>
/// A ticket without a store: the product's own table, moves and ends, with what each verb's request says made up. The
/// clock is kept as the store's is, its limit always three days.
/// </summary>
sealed class PureTicket
{
    static readonly TimeSpan Limit = TimeSpan.FromDays(3);

    readonly PureTown town;
    Instant now = Instant.Of(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(8)));
    TimeSpan left;
    long ids = 1000;

    public PureTicket(PureTown town, TicketKind kind)
    {
        this.town = town;
        Row = WithClock(new TicketRow
        {
            Id = new Id(1), Number = "1", Status = "submitted", HandlingLevel = GridCode.Level(town.Grid), GridCode = town.Grid, GridName = "",
            GridLevel = GridCode.Level(town.Grid), Kind = kind.Code(), Category = "0107", CategoryName = "", Programme = "seven_fields",
            Role = "urban_management", Urgency = "routine", Source = "patrol", Description = "x", FiledBy = new Id(2), FiledByName = "",
            FiledAt = now, FiledDay = Today, Extensions = 0, UpdatedAt = now, SeenAt = now, Version = 1,
        });
    }

    public TicketRow Row { get; private set; }

    public TicketState State => Row.State();

    DateOnly Today => DateOnly.FromDateTime(now.ToUtc().Date);

    public void Wait(TimeSpan span)
    {
        now += span;
        Row = Row with { SeenAt = now };
    }

    public void RetireGrid(bool retired) => Row = Row with { GridRetiredAt = retired ? now : null };

    /// <summary>What the program does by itself when its time has come.</summary>
    public (TicketAction Action, Decision Decision)? Watch()
    {
        var action = Row.SuspendedUntil <= Today ? TicketAction.Resume : TicketAction.Escalate;
        if (action == TicketAction.Escalate && !State.Overdue)
            return null;
        var decision = Lifecycle.DecideByItself(State, action);
        if (decision.Allowed)
            Write(action, decision, by: null, row => row);
        return (action, decision);
    }

    /// <summary>Does what was decided, with a request made up by the dice.</summary>
    /// <returns>False when there is nobody whom the request could name.</returns>
    public bool Do(TicketAction action, Decision decision, Actor by, ref Dice dice)
    {
        if (action == TicketAction.Comment)
            return true;
        if (Said(action, by, ref dice) is not { } change)
            return false;
        var asked = Row.Parts.Request;
        Write(action, decision, by.Id, change);
        if (action == TicketAction.ApproveRequest && asked is { Kind: "suspension" })
        {
            var suspends = Lifecycle.Decide(State, TicketAction.Suspend, by);
            if (!suspends.Allowed)
                throw new InvalidOperationException("Who approves a suspension cannot suspend: " + suspends.Refusal);
            var until = asked.UntilDay > Today ? asked.UntilDay : Today.AddDays(1);
            Write(TicketAction.Suspend, suspends, by.Id, row => row with { SuspendedUntil = until });
        }
        return true;
    }

    void Write(TicketAction action, Decision decision, Id? by, Func<TicketRow, TicketRow> change)
    {
        var before = Row;
        var after = change(Lifecycle.Moves.ContainsKey((State.Status, action))
            ? TicketMoves.Moved(before, action, decision.To, by, now, Today)
            : TicketMoves.Touched(before, now));
        after = TicketEnds.Of(before, after, out _);
        after = after with
        {
            Parts = after.Parts with
            {
                Request = after.RequestId is null ? null : after.Parts.Request,
                JointAction = after.JointActionId is null ? null : after.Parts.JointAction,
            },
        };
        Row = Follow(before, after, action);
    }

    TicketRow Follow(TicketRow before, TicketRow after, TicketAction action)
    {
        var (from, to) = (Codes<TicketStatus>.Read(before.Status), Codes<TicketStatus>.Read(after.Status));
        var (was, runs) = (ClockStages.Of(from), ClockStages.Of(to));
        if (runs is null)
            return after with { YellowAt = null, DueAt = null };
        if (was != runs || ClockStages.Restarts(action))
            return WithClock(after);
        if (to == TicketStatus.Suspended && from != to)
        {
            left = before.DueAt!.Value - now;
            return after with { YellowAt = null, DueAt = null };
        }
        if (from == TicketStatus.Suspended && from != to)
            return after with { YellowAt = now + (left * 0.8), DueAt = now + left };
        return after.Extensions > before.Extensions
            ? after with { YellowAt = after.DueAt + (Limit * 0.8), DueAt = after.DueAt + Limit }
            : after;
    }

    TicketRow WithClock(TicketRow row) => row with { YellowAt = now + (Limit * 0.8), DueAt = now + Limit };

    /// <summary>What a verb sets of its request beside the move; null when there is nobody to name.</summary>
    Func<TicketRow, TicketRow>? Said(TicketAction action, Actor by, ref Dice dice)
    {
        var day = Today.AddDays(1 + dice.Next(9));
        var due = now + TimeSpan.FromHours(1 + dice.Next(50));
        var score = 1 + dice.Next(5);
        var named = town.SomeoneFor(action, ref dice);
        switch (action)
        {
            case TicketAction.Verify:
                return named is var (looks, _) ? row => row with { VerifierId = looks.Id, VerifierName = "", VerifyQuestion = "?", VerifyFindings = null } : null;
            case TicketAction.Dispatch:
                return named is var (handles, post)
                    ? row => row with { HandlerId = handles.Id, HandlerName = "", HandlerPost = post.Kind.Code(), HandlerRole = post.Role }
                    : null;
            case TicketAction.ReportBack:
                return row => row with { VerifyFindings = "x" };
            case TicketAction.Merge:
                return row => row with { MergedInto = new Id(999) };
            case TicketAction.Note or TicketAction.Resolve:
                return row => row with { Result = "x" };
            case TicketAction.SelfHandle:
                return row => row with { Result = "x", HandlerId = by.Id, HandlerName = by.Name, HandlerPost = PostKind.GridWorker.Code(), HandlerRole = null };
            case TicketAction.Suspend:
                return row => row with { SuspendedUntil = day };
            case TicketAction.Evaluate:
                return row => row with { EvaluationScore = score };
            case TicketAction.RequestExtension or TicketAction.RequestSuspension:
                var request = Request(action, by, day);
                return row => row with { RequestId = request.Id, Parts = row.Parts with { Request = request } };
            case TicketAction.ApproveRequest:
                var extends = Row.Parts.Request!.Kind == "extension" ? 1 : 0;
                return row => row with { RequestId = null, Extensions = row.Extensions + extends };
            case TicketAction.RefuseRequest:
                return row => row with { RequestId = null };
            case TicketAction.Supervise:
                var order = new Id(++ids);
                return row => row with { SupervisionId = order, ReplyDue = due };
            case TicketAction.Remind:
                return row => row with { ReplyDue = due };
            case TicketAction.Reply:
                return row => row with { ReplyDue = null };
            case TicketAction.Lift:
                return row => row with { SupervisionId = null, ReplyDue = null };
            case TicketAction.CancelJointAction:
                return row => row with { JointActionId = null };
            case TicketAction.Summon or TicketAction.Arrive or TicketAction.ReportResult or TicketAction.Excuse:
                return Joint(action, by, ref dice);
            default:
                return row => row;
        }
    }

    RequestRow Request(TicketAction action, Actor by, DateOnly day) => new()
    {
        Id = new Id(++ids), TicketId = Row.Id, TicketNumber = Row.Number, TicketVersion = Row.Version, Reason = "x", Status = "pending",
        Kind = action == TicketAction.RequestExtension ? "extension" : "suspension",
        UntilDay = action == TicketAction.RequestExtension ? null : day,
        RequestedBy = by.Id, RequestedByName = by.Name, RequestedAt = now,
    };

    Func<TicketRow, TicketRow>? Joint(TicketAction action, Actor by, ref Dice dice)
    {
        if (action == TicketAction.Summon)
        {
            var called = new List<ParticipantRow>();
            for (var i = dice.Next(3); i >= 0; i--)
            {
                if (town.SomeoneFor(action, ref dice) is var (who, post) && !called.Exists(one => one.PersonId == who.Id))
                    called.Add(new ParticipantRow { PersonId = who.Id, PersonName = who.Name, Post = post.Kind.Code(), ArriveBy = now });
            }
            var joint = new JointActionRow
            {
                Id = new Id(++ids), TicketId = Row.Id, Purpose = "x", SummonedBy = by.Id, SummonedByName = "", SummonedAt = now, Status = "open", Participants = called,
            };
            return called.Count == 0 ? null : row => row with { JointActionId = joint.Id, Parts = row.Parts with { JointAction = joint } };
        }
        var open = Row.Parts.JointAction!;
        var changed = open.Participants.ToList();
        // Nobody excuses themselves: that one is left to the verb.
        var at = changed.FindIndex(one => action == TicketAction.Excuse ? !one.Finished && one.PersonId != by.Id : one.PersonId == by.Id);
        if (at < 0)
            return null;
        changed[at] = action switch
        {
            TicketAction.Arrive => changed[at] with { ArrivedAt = now },
            TicketAction.ReportResult => changed[at] with { ReportedAt = now, Result = "x" },
            _ => changed[at] with { ExcusedAt = now, Excuse = "x" },
        };
        var over = changed.TrueForAll(one => one.Finished);
        var after = open with { Participants = changed };
        return row => row with { JointActionId = over ? null : open.Id, Parts = row.Parts with { JointAction = after } };
    }
}
