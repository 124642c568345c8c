using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Measures;
using GridGov.Platform.Measures.Counters;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>The one way in which a ticket's status changes, and anything else of it that has its version.</summary>
static class TicketMoves
{
    /// <summary>
    /// Finds the ticket in the caller's scope, lets <see cref="Lifecycle"/> decide, writes the new state if the version
    /// still is the one that the caller read, appends the event and moves the counters.
    /// </summary>
    /// <param name="change">What the action sets beside the status, given the state after the move.</param>
    /// <param name="reason">Why; backward moves ask for it.</param>
    /// <param name="payload">What else the event should say.</param>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id id, IfMatch version, TicketAction action,
        Func<TicketRow, TicketRow>? change = null, string? reason = null, object? payload = null)
    {
        var before = await Find(tx, actor, id);
        if (before is null)
            return TypedResults.NotFound();
        if (Refusal(before, version, action, actor, out var decision) is { } refusal)
            return refusal;
        return await CarryOut(tx, actor, before, action, decision, change, reason, payload);
    }

    /// <summary>The end of <see cref="Apply"/>: for what looks at more than the ticket between the decision and the writing.</summary>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> CarryOut(
        Tx tx, Actor actor, TicketRow before, TicketAction action, Decision decision,
        Func<TicketRow, TicketRow>? change = null, string? reason = null, object? payload = null) =>
        await Write(tx, actor, before, action, decision, change, reason, payload) is { } after
            ? TypedResults.Ok(after.ToTicket())
            : Stale();

    /// <summary>The ticket, if it exists within the caller's reach.</summary>
    public static async Task<TicketRow?> Find(Tx tx, Actor actor, Id id) =>
        await TicketParts.Load(tx, await tx.One(FindInScope, TicketRow.Read, new { Id = id }, actor.ScopeOf(Capability.TicketRead)));

    /// <summary>Who is asking comes first, then whether they have read the latest state, then whether that state allows it.</summary>
    public static ProblemHttpResult? Refusal(TicketRow ticket, IfMatch version, TicketAction action, Actor actor, out Decision decision) =>
        Refusal(ticket, ticket.State(), version, action, actor, out decision);

    /// <param name="state">The ticket's state, or the part of it that the address names.</param>
    public static ProblemHttpResult? Refusal(TicketRow ticket, TicketState state, IfMatch version, TicketAction action, Actor actor, out Decision decision)
    {
        decision = Lifecycle.Decide(state, action, actor);
        if (decision.Refusal is "post-not-allowed")
            return Problems.Of(decision.Refusal, decision.About);
        if (ticket.Version != version.Version)
            return Problems.Of("stale-version", ticket.Version);
        return decision.Refusal is { } code ? Problems.Of(code, decision.About) : null;
    }

    /// <summary>Writes what was decided: the new state, the event, the counters; and ends what the new state does not bear.</summary>
    /// <param name="actor">Null when the program does it by itself.</param>
    /// <param name="fact">What the action sets of what measures look at, beside what follows from the move.</param>
    /// <returns>The ticket after it; null, and nothing is written, when somebody else was quicker.</returns>
    public static async Task<TicketRow?> Write(
        Tx tx, Actor? actor, TicketRow before, TicketAction action, Decision decision,
        Func<TicketRow, TicketRow>? change = null, string? reason = null, object? payload = null, Func<TicketFacts, TicketFacts>? fact = null)
    {
        var moves = Lifecycle.Moves.ContainsKey((before.State().Status, action));
        var after = moves ? Moved(before, action, decision.To, actor?.Id, tx.Now, tx.Today) : Touched(before, tx.Now);
        if (change is not null)
            after = change(after);
        after = TicketEnds.Of(before, after.WithMaskedWords(), out var ends);
        after = await StageClocks.Follow(tx, before, after, action);
        var factsBefore = await TicketFacts.Of(tx, before.Id);
        var (closingDue, said) = await ClosingClock.Follow(tx, before, after, factsBefore.ClosingDueAt, action);
        var facts = factsBefore.Moved(action, after, closingDue, tx.Now, tx.Today, tx.DayOf);
        if (fact is not null)
            facts = fact(facts);
        facts = await TicketHistory.Keep(tx, before, factsBefore, after, facts);
        if (await tx.Run(Update, Columns(after, facts, before.Version)) == 0)
        {
            tx.Undo();
            return null;
        }

        await Journal.Append(tx, new JournalEntry("ticket", after.Id.ToString(), after.GridCode, action.Code(), actor?.Id, after.Version)
        {
            Post = decision.Post?.Kind,
            From = moves ? before.State().Status : null,
            To = moves ? decision.To : null,
            Reason = reason,
            Payload = payload,
            Reckoned = said is null ? null : (ClosingSaid.Member, said.Written),
        });
        var share = facts.Share(after);
        await CounterStore.Add(tx, TicketShare.Moved(factsBefore.Share(before), share));
        if (action is TicketAction.Pass or TicketAction.Fail)
        {
            await tx.Run(InsertCheck, new { after.Id, after.Version, Day = tx.Today, At = tx.Now, Action = action.Code() });
            await CounterStore.Add(tx, share.Checked(tx.Today, passed: action is TicketAction.Pass));
        }
        await TicketDispatches.Follow(tx, before, after, action, share);
        await ends.Write(tx);
        WatchBell.Tell(tx, after.WakeAt);
        after = await TicketParts.Load(tx, after);
        await TicketNotices.Tell(tx, before, after!, action, actor, reason);
        return after;
    }

    public static ProblemHttpResult Stale() => Problems.Of("stale-version", "newer");

    public static TicketRow Touched(TicketRow row, Instant now) => row with { UpdatedAt = now, Version = row.Version + 1 };

    /// <summary>What every move to a status sets: pure, like the table.</summary>
    /// <param name="by">Null when the program does it by itself.</param>
    public static TicketRow Moved(TicketRow row, TicketAction action, TicketStatus to, Id? by, Instant now, DateOnly today)
    {
        row = Touched(row, now) with { Status = to.Code(), SuspendedUntil = null };
        if (to is TicketStatus.Accepted or TicketStatus.Resolved)
            row = row with { AcceptedAt = row.AcceptedAt ?? now, AcceptedDay = row.AcceptedDay ?? today };
        return to switch
        {
            // A new round: nobody has it in hand, and what was done before is in the history.
            TicketStatus.Accepted => WithoutHandler(row) with
            {
                HandlingLevel = action is TicketAction.Escalate ? row.HandlingLevel - 1 : row.HandlingLevel,
                ResolvedBy = null,
                ResolvedAt = null,
                Result = null,
                ClosedAt = null,
                ClosedDay = null,
                EvaluationScore = null,
                EvaluationComment = null,
                EvaluatedAt = null,
                MergedInto = null,
                Extensions = 0,
            },
            TicketStatus.Dispatched => row with { Extensions = 0 },
            TicketStatus.Returned or TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged => WithoutHandler(row),
            TicketStatus.Resolved => row with { ResolvedBy = by, ResolvedAt = now },
            TicketStatus.Closed when action is TicketAction.Evaluate => row with { EvaluatedAt = now },
            TicketStatus.Closed => row with { ClosedAt = now, ClosedDay = today },
            _ => row,
        };
    }

    static TicketRow WithoutHandler(TicketRow row) =>
        row with { HandlerId = null, HandlerName = null, HandlerPost = null, HandlerRole = null };

    static object Columns(TicketRow row, TicketFacts facts, long readVersion) => new
    {
        row.Id,
        row.Status,
        row.HandlingLevel,
        row.AcceptedAt,
        row.AcceptedDay,
        row.HandlerId,
        row.HandlerPost,
        row.HandlerRole,
        row.ResolvedBy,
        row.ResolvedAt,
        row.Result,
        row.ClosedAt,
        row.ClosedDay,
        row.VerifierId,
        row.VerifyQuestion,
        row.VerifyFindings,
        row.SuspendedUntil,
        row.EvaluationScore,
        row.EvaluationComment,
        row.EvaluatedAt,
        row.MergedInto,
        row.RequestId,
        row.Extensions,
        row.JointActionId,
        row.SupervisionId,
        row.ReplyDue,
        row.YellowAt,
        row.DueAt,
        row.Alerted,
        row.WakeAt,
        facts.ClosingDueAt,
        facts.DueDay,
        facts.OnTime,
        facts.Decision,
        facts.DecidedDay,
        facts.DecidedAt,
        facts.ContactedAt,
        facts.StateSince,
        row.UpdatedAt,
        row.Version,
        ReadVersion = readVersion,
    };

    public const string FindInScope = TicketRow.Select + """
         WHERE t.id = @Id AND @scope(t.grid_code)
        """;

    const string InsertCheck = "INSERT INTO ticket_checks (ticket_id, version, day, at, action) VALUES (@Id, @Version, @Day, @At, @Action)";

    const string Update = $"""
        UPDATE tickets
           SET status = @Status, handling_level = @HandlingLevel, accepted_at = @AcceptedAt, accepted_day = @AcceptedDay,
               handler_id = @HandlerId, handler_post = @HandlerPost, handler_role = @HandlerRole,
               resolved_by = @ResolvedBy, resolved_at = @ResolvedAt, result = @Result,
               closed_at = @ClosedAt, closed_day = @ClosedDay,
               verifier_id = @VerifierId, verify_question = @VerifyQuestion, verify_findings = @VerifyFindings, suspended_until = @SuspendedUntil,
               evaluation_score = @EvaluationScore, evaluation_comment = @EvaluationComment, evaluated_at = @EvaluatedAt, merged_into = @MergedInto,
               request_id = @RequestId, extensions = @Extensions, joint_action_id = @JointActionId,
               supervision_id = @SupervisionId, reply_due = @ReplyDue,
               yellow_at = @YellowAt, due_at = @DueAt, alerted = @Alerted, wake_at = @WakeAt,
               {TicketFacts.Assignments},
               updated_at = @UpdatedAt, version = @Version
         WHERE id = @Id AND version = @ReadVersion
        """;
}
