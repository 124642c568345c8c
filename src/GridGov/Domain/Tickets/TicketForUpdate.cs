using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>A ticket with all data for a transition, read by one statement.</summary>
/// <param name="Clock">The last clock run; null for a ticket from before there were clocks.</param>
sealed record TicketForUpdate(TicketView View, TicketMetrics Metrics, ChainHead Head, CategoryLimits Limits, ClockRun? Clock)
{
    public TicketRow Row => View.Row;

    public RelatedItems Related => View.Related;

    public static async Task<TicketForUpdate?> Find(Tx tx, Actor actor, Id id)
    {
        await tx.LockRow("tickets", id);
        return await One(tx, FindInScope, new { Id = id }, actor.ScopeOf(Capability.TicketRead));
    }

    /// <param name="sql">Begins with <see cref="Select"/>.</param>
    public static async Task<TicketForUpdate?> One(Tx tx, string sql, object args, Scope? scope = null)
    {
        if (await tx.QuerySingle(sql, Found.Read, args, scope) is not { } found)
            return null;
        // Another process, whose clock may differ, can have changed the ticket since this transaction began.
        tx.SetNotBefore(found.Row.UpdatedAt);
        return found.With(await TicketView.Load(tx, found.Row));
    }

    public static async Task<List<TicketForUpdate>> List(Tx tx, string sql, object args, Scope? scope = null)
    {
        var found = await tx.Query(sql, Found.Read, args, scope);
        foreach (var one in found)
            tx.SetNotBefore(one.Row.UpdatedAt);
        var views = await TicketView.Load(tx, found.ConvertAll(one => one.Row));
        return [.. found.Select((one, i) => one.With(views[i]))];
    }

    sealed record Found(TicketRow Row, TicketMetrics Metrics, ChainHead Head, CategoryLimits Limits, ClockRun? Clock)
    {
        public static Found Read(Columns c) =>
            new(TicketRow.Read(c), TicketMetrics.Read(c), ChainHead.Read(c), CategoryLimits.Read(c), ClockRun.ReadOrNull(c));

        public TicketForUpdate With(TicketView view) => new(view, Metrics, Head, Limits, Clock);
    }

    public const string Select = $"""
        SELECT {TicketRow.ColumnList},
               {TicketMetrics.ColumnList},
               {ChainHead.ColumnList},
               {CategoryLimits.ColumnList},
               {ClockRun.ColumnList}
        {TicketRow.Joins}
          {ClockRun.Join}
        """;

    const string FindInScope = $"{Select} WHERE t.id = @Id AND {TicketParties.InScope}";
}
