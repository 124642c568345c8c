using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Statistics;

namespace GridGov.Domain.Tickets.Query;

/// <summary>The way a statement reads tickets, which determines the best index.</summary>
enum TicketReading
{
    /// <summary>The first ones in order.</summary>
    Page,
    Count,
    /// <summary>All in order.</summary>
    Export,
    /// <summary>All that were filed in a period, in any order.</summary>
    FiledPeriod,
}

/// <summary>The WHERE of a statement on tickets t, from a <see cref="TicketQuery"/> and the caller's scope.</summary>
sealed class TicketWhere
{
    readonly SqlConditions conditions;
    readonly string inScope;
    readonly TicketQuery query;
    readonly TicketReading reading;
    readonly SearchPlan? search;

    /// <param name="now">The instant for lights and deadlines.</param>
    public TicketWhere(TicketQuery query, Scope scope, Instant now, TicketReading reading)
    {
        (this.query, this.reading) = (query, reading);
        // A ticket may have been in another grid then; it is listed to whoever may read it now.
        Scope = query.AsOf is null ? query.Within(scope) : scope;
        conditions = new SqlConditions(Parameters);
        if (query.Text is not null)
            search = PlanSearch();
        inScope = InScope();
        Filed();
        State(now);
        Clocks(now);
        People();
        Places();
        if (query.Supervised == SupervisedFilter.Mine)
            conditions.Append(PendingReply.Condition(query.Caller, Parameters));
    }

    public Scope Scope { get; }

    public DynamicParameters Parameters { get; } = new();

    public override string ToString() => inScope + conditions + search?.Condition;

    /// <summary>The tables that the conditions need, with the tickets as t.</summary>
    public string From => search?.From ?? "tickets t";

    /// <summary>The expression of a ticket's id by which the statement is read in order.</summary>
    public string TicketId => search?.Id ?? "t.id";

    /// <summary>The expression of a ticket's rank in a search.</summary>
    public string Rank => search?.Rank ?? "1";

    /// <summary>The expression of the square of the distance from the middle of the circle, in metres.</summary>
    public const string SquaredDistance = """
        ((t.lng - @nearLng) * @metresPerLng * (t.lng - @nearLng) * @metresPerLng
         + (t.lat - @nearLat) * @metresPerLat * (t.lat - @nearLat) * @metresPerLat)
        """;

    /// <summary>A SELECT of tickets t, from the tables that the conditions need.</summary>
    public string Select(string sql) =>
        search is null ? sql : sql.Replace("FROM tickets t", "FROM " + From, StringComparison.Ordinal);

    public Task<long> Count(Tx tx) => tx.QuerySingle<long>($"SELECT count(*) FROM {From} WHERE {this}", Parameters, Scope);

    SearchPlan PlanSearch()
    {
        if (query.Search is not { } words)
            throw new InvalidOperationException("A query with words needs TicketQuery.WithSearch.");
        // A community has some thousand tickets, and each is compared faster than those of the index are looked up.
        return new SearchPlan(words, query.IsSelective || Scope.Roots.All(root => GridCode.Level(root) >= 2), Parameters);
    }

    /// <summary>Adds a condition of the statement, such as the cursor's.</summary>
    public TicketWhere And(string condition, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        conditions.And(condition, values);
        return this;
    }

    static readonly string InScopeWithoutIndex = TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"));

    /// <summary>
    /// For one root within a street, the street's column is added, because its index is newest first and has the grid. For a county or
    /// more, reading in order is faster than sorting an index range.
    /// </summary>
    string InScope()
    {
        // The parties' index finds few tickets too. The index of last changes has the grid, so tickets outside the scope are passed without
        // being read.
        if (query.IsSelective || Scope is { Roots: [], PartyRoots: not [] } || query.InOrderOfUpdates || query.Updated.From is not null
            || search is { IsByIndex: true })
            return InScopeWithoutIndex;
        if (Scope is not { Roots: [var root], PartyRoots: [] })
        {
            var withoutIndex = reading == TicketReading.FiledPeriod
                // An export reads all tickets, and sorting a million would need a temporary file.
                || (reading == TicketReading.Export && Scope.Roots.Any(each => GridCode.Level(each) <= 1));
            return withoutIndex ? InScopeWithoutIndex : TicketParties.InScope;
        }
        switch (GridCode.Level(root))
        {
            case 1 or 2:
                Parameters.Add("street", GridCode.Ancestor(root, 1));
                return $"{InScopeWithoutIndex} AND t.street_code = @street";
            case 3:
                Parameters.Add("root", root);
                return TicketParties.InScope + " AND t.grid_code = @root";
            default:
                return InScopeWithoutIndex;
        }
    }

    void Filed()
    {
        if (query.FiledFrom is { } first && (reading == TicketReading.FiledPeriod || query.Reporter is not null))
            And("t.id >= @firstFiled", ("firstFiled", FiledIds.From(first)));
        if (query.FiledFrom is { } from)
            And("t.filed_day >= @filedFrom", ("filedFrom", from));
        if (query.FiledTo is { } to)
            And("t.filed_day < @filedTo", ("filedTo", to));
    }

    /// <summary>Conditions that differ at an earlier instant.</summary>
    void State(Instant now)
    {
        Parameters.Add("Instant", query.AsOf ?? now);
        if (query.AsOf is { } then)
            Parameters.Add("AsOf", then);
        conditions.Append(query.AsOf is null ? StateOf("t.id") : TicketStates.ConditionAsOf(StateOf, reading == TicketReading.Count));
        if (query.Evaluated is { } evaluated)
            And(evaluated ? "(t.status <> 'closed' OR t.evaluated_at IS NOT NULL)" : "t.evaluated_at IS NULL");
    }

    /// <summary>Conditions on a state t of a ticket, beginning with AND; <paramref name="ticket"/> is the expression of its id.</summary>
    string StateOf(string ticket)
    {
        var statuses = query.Statuses switch
        {
            null => "",
            [] => " AND 1 = 0",
            var some => $" AND t.status IN {InList.Of(Parameters, "status", some)}",
        };
        return statuses + InGridsThen() + query.Criteria.ToTicketCondition(Parameters)
            + query.Criteria.InZones(ticket, Parameters) + Counted(ticket);
    }

    /// <summary>The grids of a past instant, when a ticket may have been in another one than now.</summary>
    string InGridsThen()
    {
        if (query.AsOf is null || query.Grids.Count == 0)
            return "";
        foreach (var (i, grid) in query.Grids.Index())
        {
            Parameters.Add($"gridThen{i}", grid);
            Parameters.Add($"gridThen{i}End", GridCode.EndOfSubtree(grid));
        }
        var ranges = query.Grids.Select((_, i) => $"(t.grid_code >= @gridThen{i} AND t.grid_code < @gridThen{i}End)");
        return $" AND ({string.Join(" OR ", ranges)})";
    }

    /// <summary>
    /// Conditions on handler and measure. A count finds the measure's tickets by day; a page checks tickets in order, and the hint
    /// keeps the planner from sorting all of them.
    /// </summary>
    string Counted(string ticket)
    {
        var rows = query.Measure?.Rows ?? CountedRows.Filed;
        var handled = rows.HandledBy(query.Criteria, Parameters);
        if (query.Measure is not { Part: var part, Period: var period })
            return handled;
        var byDay = reading == TicketReading.Count;
        Parameters.Add("MeasureFrom", period.From);
        Parameters.Add("MeasureTo", period.To);
        var asOf = query.AsOf is not null;
        if (rows.Table is null)
            return rows.Conditions(byDay ? rows.Day : Sql.NumberWithoutIndex(rows.Day), period, part, asOf)
                + rows.TicketCondition + handled;
        var ofTicket = rows.TicketCondition + (rows.IsHandledByRow ? "" : handled);
        var ofRow = rows.Conditions(rows.Day, period, part, asOf) + (rows.IsHandledByRow ? handled : "");
        return ofTicket + (byDay
            ? $" AND {ticket} IN (SELECT k.{rows.TicketColumn} FROM {rows.Table} k WHERE 1 = 1{ofRow})"
            : $" AND EXISTS (SELECT 1 FROM {rows.Table} k WHERE k.{rows.TicketColumn} = {ticket}{ofRow})");
    }

    void Clocks(Instant now)
    {
        if (query.Supervised is { } supervised)
        {
            And("t.supervision_id IS NOT NULL");
            if (supervised == SupervisedFilter.Waiting)
                And("t.reply_due_at IS NOT NULL");
            else if (supervised == SupervisedFilter.Late)
                And("t.reply_due_at < @replyNow", ("replyNow", now));
        }
        conditions.Append(LightCondition.Of(query.Lights, query.Overdue, Parameters, now, few: query.IsOfOnePerson));
        if (query.DueBefore is { } due)
            And("t.due_at < @dueBefore", ("dueBefore", due));
        Between("coalesce(t.found_at, t.filed_at)", "found", query.Found);
        Between("t.updated_at", "updated", query.Updated);
        if (query.ExternalNumber is { } number)
            And("t.external_number = @externalNumber", ("externalNumber", number));
        if (query.ClosedFrom is { } from)
            And("t.closed_day >= @closedFrom", ("closedFrom", from));
        if (query.ClosedTo is { } to)
            And("t.closed_day < @closedTo", ("closedTo", to));
        if ((query.ClosedFrom ?? query.ClosedTo) is not null)
            And("t.status = 'closed'");
    }

    void Between(string column, string name, (Instant? From, Instant? To) range)
    {
        if (range.From is { } from)
            And($"{column} >= @{name}From", ($"{name}From", from));
        if (range.To is { } to)
            And($"{column} < @{name}To", ($"{name}To", to));
    }

    void People()
    {
        if (query.MergedInto is { } survivor)
            And("t.merged_into = @survivor", ("survivor", survivor));
        if (query.IsPart is { } isPart)
            And($"t.part_of IS {(isPart ? "NOT NULL" : "NULL")}");
        if (query.PartOf is { } whole)
            And("t.part_of = @whole", ("whole", whole));
        if (query.Reporter is { } reporter)
            And("t.filed_by = @reporter", ("reporter", reporter));
        // The same condition as the index's: a ticket that is not closed has no instant of closing.
        if (query.InHand is { } holder)
        {
            And($"t.handler_id = @inHand AND {Lifecycle.InHand}",
                ("inHand", holder));
        }
        if (query.Verifier is { } verifier)
            And("t.verifier_id = @verifier AND t.status = 'verifying'", ("verifier", verifier));
        if (query.Awaited is { } awaited)
        {
            And("""
                t.id IN (SELECT j.ticket_id
                           FROM joint_participants p
                           JOIN joint_actions j ON j.id = p.joint_action_id
                          WHERE p.person_id = @awaited AND p.reported_at IS NULL AND p.excused_at IS NULL AND j.status = 'open')
                """, ("awaited", awaited));
        }
        if (query.Requested is { } requested)
            And($"t.request_id IS {(requested ? "NOT NULL" : "NULL")}");
        if (query.Levels.Count > 0)
            And($"t.handling_level IN {InList.Of(Parameters, "level", query.Levels)}");
    }

    void Places()
    {
        if (query.Places.Count > 0)
            And($"t.place_id IN {InList.Of(Parameters, "place", query.Places)}");
        if (query.Near is { } near)
        {
            And($"{SquaredDistance} <= @metresSquared",
                ("nearLng", near.Lng), ("nearLat", near.Lat), ("metresPerLng", GridGov.Geo.GeoCells.MetresPerLng(near.Lat)),
                ("metresPerLat", GridGov.Geo.GeoCells.MetresPerDegree), ("metresSquared", near.Metres * near.Metres));
        }
        if (query.Box is { } box)
        {
            And($"""
                {GridGov.Geo.GeoCells.RowOfCell} >= @boxSouth AND {GridGov.Geo.GeoCells.RowOfCell} < @boxNorth
                 AND {GridGov.Geo.GeoCells.ColumnOfCell} >= @boxWest AND {GridGov.Geo.GeoCells.ColumnOfCell} < @boxEast
                """,
                ("boxSouth", box.South), ("boxNorth", box.North), ("boxWest", box.West), ("boxEast", box.East));
        }
    }
}
