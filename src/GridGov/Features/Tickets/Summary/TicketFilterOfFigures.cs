using System.Globalization;
using System.Text;
using Dapper;
using GridGov.Platform.Geo;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets;

/// <summary>The filters by which each figure of <see cref="GetMySummary"/>, and each tile of the heat map, lists its own tickets.</summary>
public sealed partial record TicketFilter
{
    /// <summary>A person's id: what they are to do now, which is dispatched to them, in hand, suspended or to be done again.</summary>
    [FromQuery(Name = "inHand")] public string? InHand { get; init; }

    /// <summary>A person's id: what they were asked to look at and have not reported back on.</summary>
    [FromQuery(Name = "verifier")] public string? Verifier { get; init; }

    /// <summary>A person's id: where they are awaited at a joint action, to arrive or to report.</summary>
    [FromQuery(Name = "awaited")] public string? Awaited { get; init; }

    /// <summary>Levels of grid that have it in hand: 3, 2, 1, or 0 above the street.</summary>
    [FromQuery(Name = "level")] public int[]? Level { get; init; }

    /// <summary>An instant, RFC 3339: whose running clock runs out before it.</summary>
    [FromQuery(Name = "dueBefore")] public string? DueBefore { get; init; }

    /// <summary>First day of closing, yyyy-MM-dd: what is closed since.</summary>
    [FromQuery(Name = "closedFrom")] public string? ClosedFrom { get; init; }

    /// <summary>The day after the last of closing, yyyy-MM-dd.</summary>
    [FromQuery(Name = "closedTo")] public string? ClosedTo { get; init; }

    /// <summary>west,south,east,north in degrees of WGS84: between these, to the thousandth of a degree; the last two are outside.</summary>
    [FromQuery(Name = "box")] public string? Box { get; init; }

    /// <summary>Who asks, for what depends on that.</summary>
    internal Actor? Caller { get; init; }

    /// <summary>An index of their own finds what one person has to do, or had.</summary>
    bool IsOfSomebody => InHand is not null || Verifier is not null || Awaited is not null || (Handler is not null && (ClosedFrom ?? ClosedTo) is not null);

    public sealed partial class Validator
    {
        void OfFigures()
        {
            One(f => f.InHand, text => Id.TryRead(text, out _), "wrong_format");
            One(f => f.Verifier, text => Id.TryRead(text, out _), "wrong_format");
            One(f => f.Awaited, text => Id.TryRead(text, out _), "wrong_format");
            RuleFor(f => f.Level)
                .Must(list => list is null || list.Length <= MaxValues).WithErrorCode("too_many")
                .Must(list => list is null || list.All(level => level is >= 0 and <= 3)).WithErrorCode("out_of_range");
            One(f => f.DueBefore, text => Instant.TryRead(text, out _), "wrong_format");
            One(f => f.ClosedFrom, text => Days.TryRead(text, out _), "wrong_format");
            One(f => f.ClosedTo, text => Days.TryRead(text, out _), "wrong_format");
            One(f => f.Box, text => TryBox(text, out _), "wrong_format");
        }
    }

    static bool TryBox(string text, out CellBox box)
    {
        box = default;
        var parts = text.Split(',');
        var edges = new double[4];
        if (parts.Length != edges.Length)
            return false;
        for (var i = 0; i < edges.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]))
                return false;
        }
        return CellBox.TryMake(edges[0], edges[1], edges[2], edges[3], out box);
    }

    string ConditionsOfFigures(DynamicParameters parameters)
    {
        var sql = new StringBuilder();
        // The words of the index that finds them: what is not closed has no day of closing.
        if (Id.TryRead(InHand, out var holder))
            And("t.handler_id = @inHand AND t.closed_at IS NULL AND t.status IN ('dispatched', 'processing', 'suspended', 'rework')", ("inHand", holder.Value));
        if (Id.TryRead(Verifier, out var verifier))
            And("t.verifier_id = @verifier AND t.status = 'verifying'", ("verifier", verifier.Value));
        if (Id.TryRead(Awaited, out var awaited))
        {
            And("""
                t.id IN (SELECT j.ticket_id
                           FROM joint_participants p
                           JOIN joint_actions j ON j.id = p.joint_action_id
                          WHERE p.person_id = @awaited AND p.reported_at IS NULL AND p.excused_at IS NULL AND j.status = 'open')
                """, ("awaited", awaited.Value));
        }
        if (Level is { Length: > 0 })
            sql.Append($" AND t.handling_level IN {Platform.Data.InList.Of(parameters, "level", Level.Distinct())}");
        if (Instant.TryRead(DueBefore, out var due))
            And("t.due_at < @dueBefore", ("dueBefore", due.Milliseconds));
        if (Days.TryRead(ClosedFrom, out var closedFrom))
            And("t.closed_day >= @closedFrom", ("closedFrom", Days.Number(closedFrom)));
        if (Days.TryRead(ClosedTo, out var closedTo))
            And("t.closed_day < @closedTo", ("closedTo", Days.Number(closedTo)));
        if (ClosedFrom is not null || ClosedTo is not null)
            sql.Append(" AND t.status = 'closed'");
        if (Box is not null && TryBox(Box, out var box))
        {
            And($"{Places.RowOfCell} >= @boxSouth AND {Places.RowOfCell} < @boxNorth AND {Places.ColumnOfCell} >= @boxWest AND {Places.ColumnOfCell} < @boxEast",
                ("boxSouth", box.South), ("boxNorth", box.North), ("boxWest", box.West), ("boxEast", box.East));
        }
        // Nobody writes down on a later day that they filed something, so the ids tell where a person's month begins.
        if (Reporter is not null && Measure is null && Days.TryRead(From, out var from))
            And("t.id >= @filedFrom", ("filedFrom", Id.First(new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.FromHours(14)).ToUnixTimeMilliseconds()).Value));
        if (Supervised is not null && Codes<SupervisedFilter>.Read(Supervised) == SupervisedFilter.Mine)
            sql.Append(OwedReply.Condition(Caller, parameters));
        return sql.ToString();

        void And(string condition, params ReadOnlySpan<(string Name, object Value)> values)
        {
            sql.Append(" AND ").Append(condition);
            foreach (var (name, value) in values)
                parameters.Add(name, value);
        }
    }

    string FingerprintOfFigures() => string.Join('|', InHand, Verifier, Awaited, Level is null ? "" : string.Join(',', Level.Order()), DueBefore, ClosedFrom, ClosedTo, Box);
}
