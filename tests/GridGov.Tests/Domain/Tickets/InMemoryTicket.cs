using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>
/// A ticket without a store: it uses the product's lifecycle table, transitions and cascading ends with
/// random requests. Its clock works like the store's, with a limit of always three days.
/// </summary>
sealed class InMemoryTicket
{
    static readonly TimeSpan Limit = TimeSpan.FromDays(3);

    readonly TestCast cast;
    Instant now = Instant.Of(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(8)));
    TimeSpan left;
    long ids = 1000;
    Id? dispatchedBy;

    /// <param name="whole">The status of the ticket that it is a part of; null for none.</param>
    /// <param name="unverified">Whether the public reported it.</param>
    public InMemoryTicket(TestCast cast, TicketKind kind, TicketStatus? whole = null, bool unverified = false)
    {
        this.cast = cast;
        var row = WithClock(new TicketRow
        {
            Id = new Id(1), Number = "1", Status = TicketStatus.Submitted, HandlingLevel = GridCode.Level(cast.Grid), GridCode = cast.Grid,
            GridName = "",
            GridLevel = GridCode.Level(cast.Grid), Kind = kind, Category = "0107", CategoryName = "", Programme = Programme.SevenFields,
            Role = "urban_management", Urgency = Urgency.Routine, Source = TicketSource.Patrol, Description = "x", FiledBy = new Id(2),
            FiledByName = "",
            FiledAt = now, FiledDay = Today, Extensions = 0, UpdatedAt = now, Version = 1,
            PartOf = whole is null ? null : new Id(998),
            Unverified = unverified,
        });
        View = new TicketView(row, RelatedItems.None with
        {
            Whole = whole is { } status ? new WholeRow(new Id(998), "998", status, Confidential: false) : null,
        }, now);
    }

    public TicketView View { get; private set; }

    public TicketState State => View.ToState();

    TicketRow Row => View.Row;

    DateOnly Today => DateOnly.FromDateTime(now.ToUtc().Date);

    public void Wait(TimeSpan span)
    {
        now += span;
        View = View with { Now = now };
    }

    /// <summary>Brings the parts of a ticket that was split into any status.</summary>
    public void WorkOnParts(Dice dice)
    {
        if (!Row.HasParts)
            return;
        var statuses = new List<TicketStatus>();
        for (var i = 0; i < View.Related.Parts.Count; i++)
            statuses.Add(dice.Of<TicketStatus>([TicketStatus.Accepted, TicketStatus.Resolved, TicketStatus.Closed, TicketStatus.Closed]));
        View = View with
        {
            Related = View.Related with { Parts = [.. View.Related.Parts.Zip(statuses, (part, status) => part with { Status = status })] },
        };
    }

    public void RetireGrid(bool retired) => View = View with { Row = Row with { GridRetiredAt = retired ? now : null } };

    /// <summary>The action that the deadline processor takes when the ticket is due.</summary>
    public (TicketAction Action, Decision Decision)? Watch()
    {
        var action = Row.SuspendedUntil <= Today ? TicketAction.Resume : TicketAction.Escalate;
        if (action == TicketAction.Escalate && !State.Overdue)
            return null;
        var decision = Lifecycle.DecideAutomatically(State, action);
        if (decision.Allowed)
            Write(decision, by: null, new TicketChange(action));
        return (action, decision);
    }

    /// <summary>Applies a decision with a random request.</summary>
    /// <returns>False when the request has no suitable person to name.</returns>
    public bool Do(TicketAction action, Decision decision, Actor by, ref Dice dice)
    {
        if (action == TicketAction.Comment)
            return true;
        if (ChangeFor(action, by, ref dice) is not { } change)
            return false;
        var asked = View.Related.Request;
        Write(decision, by.Id, change);
        if (action == TicketAction.ApproveRequest && asked is { Kind: RequestKind.Suspension })
        {
            var suspends = Lifecycle.Decide(State, TicketAction.Suspend, by);
            if (!suspends.Allowed)
                throw new InvalidOperationException("Who approves a suspension cannot suspend: " + suspends.Refusal);
            var until = asked.UntilDay > Today ? asked.UntilDay : Today.AddDays(1);
            Write(suspends, by.Id, new TicketChange(TicketAction.Suspend) { Row = row => row with { SuspendedUntil = until } });
        }
        return true;
    }

    void Write(Decision decision, Id? by, TicketChange change)
    {
        var row = Lifecycle.Transitions.ContainsKey((State.Status, change.Action))
            ? TicketTransition.AfterTransition(Row, change.Action, decision.To, by, now, Today)
            : TicketTransition.WithNextVersion(Row, now);
        row = change.Row?.Invoke(row) ?? row;
        row = CascadingEnds.Of(View, row, out _);
        var related = (change.Related?.Invoke(View.Related) ?? View.Related).ReferredToBy(row);
        if (change.Action is TicketAction.Dispatch or TicketAction.Reassign)
            dispatchedBy = by;
        View = new TicketView(Follow(Row, row, change.Action), related, now) { DispatchedBy = dispatchedBy };
    }

    TicketRow Follow(TicketRow before, TicketRow after, TicketAction action)
    {
        var (from, to) = (before.Status, after.Status);
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

    /// <summary>The change that a verb's request makes beside the transition; null when there is no person to name.</summary>
    TicketChange? ChangeFor(TicketAction action, Actor by, ref Dice dice)
    {
        var day = Today.AddDays(1 + dice.Next(9));
        var due = now + TimeSpan.FromHours(1 + dice.Next(50));
        var score = 1 + dice.Next(5);
        var named = cast.SomeoneFor(action, ref dice);
        switch (action)
        {
            case TicketAction.Verify:
                return named is var (looks, _)
                    ? Sets(row => row with { VerifierId = looks.Id, VerifierName = "", VerifyQuestion = "?", VerifyFindings = null })
                    : null;
            case TicketAction.Dispatch or TicketAction.Reassign:
                return named is var (handles, post)
                    ? Sets(row => row with { HandlerId = handles.Id, HandlerName = "", HandlerPost = post.Kind, HandlerRole = post.Role })
                    : null;
            case TicketAction.Split:
                var parts = View.Related.Parts.Append(Part()).Append(Part()).ToList();
                return Row.HandlerId is not null ? Sets(row => row with { HasParts = true }, related => related with { Parts = parts })
                    : named is var (leads, lead)
                    ? Sets(
                        row => row with
                        {
                            HasParts = true,
                            HandlerId = leads.Id,
                            HandlerName = "",
                            HandlerPost = lead.Kind,
                            HandlerRole = lead.Role,
                        },
                        related => related with { Parts = parts })
                    : null;
            case TicketAction.ReportBack:
                var confirmed = dice.OneIn(2);
                return Sets(row => row with { VerifyFindings = "x", Unverified = row.Unverified && !confirmed });
            case TicketAction.Merge:
                return Sets(row => row with { MergedInto = new Id(999) });
            case TicketAction.Note or TicketAction.Resolve:
                return Sets(row => row with { Result = "x" });
            case TicketAction.SelfHandle:
                return Sets(row =>
                    row with
                    {
                        Result = "x",
                        HandlerId = by.Id,
                        HandlerName = by.Name,
                        HandlerPost = PostKind.GridWorker,
                        HandlerRole = null
                    });
            case TicketAction.Suspend:
                return Sets(row => row with { SuspendedUntil = day });
            case TicketAction.Evaluate:
                return Sets(row => row with { EvaluationScore = score });
            case TicketAction.RequestExtension or TicketAction.RequestSuspension:
                var request = Request(action, by, day);
                return Sets(row => row with { RequestId = request.Id }, related => related with { Request = request });
            case TicketAction.ApproveRequest:
                var extends = View.Related.Request!.Kind == RequestKind.Extension ? 1 : 0;
                return Sets(row => row with { RequestId = null, Extensions = row.Extensions + extends });
            case TicketAction.RefuseRequest:
                return Sets(row => row with { RequestId = null });
            case TicketAction.Supervise:
                var order = new Id(++ids);
                return Sets(row => row with { SupervisionId = order, ReplyDueAt = due });
            case TicketAction.Remind:
                return Sets(row => row with { ReplyDueAt = due });
            case TicketAction.Reply:
                return Sets(row => row with { ReplyDueAt = null });
            case TicketAction.Lift:
                return Sets(row => row with { SupervisionId = null, ReplyDueAt = null });
            case TicketAction.CancelJointAction:
                return Sets(row => row with { JointActionId = null });
            case TicketAction.Summon or TicketAction.Arrive or TicketAction.ReportResult or TicketAction.Excuse:
                return Joint(action, by, ref dice);
            default:
                return new TicketChange(action);
        }

        TicketChange Sets(Func<TicketRow, TicketRow> row, Func<RelatedItems, RelatedItems>? related = null) =>
            new(action) { Row = row, Related = related };
    }

    PartRow Part() => new(Row.Id, new Id(++ids), $"{ids}", "0107", "", TicketStatus.Accepted, HandlerId: null, HandlerName: null);

    RequestRow Request(TicketAction action, Actor by, DateOnly day) => new()
    {
        Id = new Id(++ids), TicketId = Row.Id, TicketNumber = Row.Number, TicketVersion = Row.Version, Reason = "x",
        Confidential = Row.Confidential,
        Status = RequestStatus.Pending,
        Kind = action == TicketAction.RequestExtension ? RequestKind.Extension : RequestKind.Suspension,
        UntilDay = action == TicketAction.RequestExtension ? null : day,
        RequestedBy = by.Id, RequestedByName = by.Name, RequestedAt = now,
    };

    TicketChange? Joint(TicketAction action, Actor by, ref Dice dice)
    {
        if (action == TicketAction.Summon)
        {
            var id = new Id(++ids);
            var called = new List<ParticipantRow>();
            for (var i = dice.Next(3); i >= 0; i--)
            {
                if (cast.SomeoneFor(action, ref dice) is var (who, post) && !called.Exists(one => one.PersonId == who.Id))
                    called.Add(new ParticipantRow
                    {
                        JointActionId = id, PersonId = who.Id, PersonName = who.Name, Post = post.Kind,
                        ArriveBy = now
                    });
            }
            var joint = new JointActionRow(
                new()
                {
                    Id = id, Purpose = "x", SummonedBy = by.Id, SummonedByName = "", SummonedAt = now,
                    Status = JointActionStatus.Open
                }, called);
            return called.Count == 0 ? null : new TicketChange(action)
            {
                Row = row => row with { JointActionId = id },
                Related = related => related with { JointAction = joint },
            };
        }
        var open = View.Related.JointAction!;
        // Nobody may excuse themselves, so another participant is chosen for that verb.
        var at = open.Participants.FirstOrDefault(one => action == TicketAction.Excuse
            ? !one.Finished && one.PersonId != by.Id
            : one.PersonId == by.Id);
        if (at is null)
            return null;
        var after = open.With(at.PersonId, one => action switch
        {
            TicketAction.Arrive => one with { ArrivedAt = now },
            TicketAction.ReportResult => one with { ReportedAt = now, Result = "x" },
            _ => one with { ExcusedAt = now, Excuse = "x" },
        });
        return new TicketChange(action)
        {
            Row = row => row with { JointActionId = after.IsFinished ? null : open.Id },
            Related = related => related with { JointAction = after },
        };
    }
}
