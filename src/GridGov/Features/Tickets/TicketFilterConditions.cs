using System.Text;
using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Geo;
using GridGov.Platform.Measures;
using GridGov.Platform.Text;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What is asked for, as SQL.</summary>
public sealed partial record TicketFilter
{
    /// <summary>Few tickets are under an order, merged into one, or somebody's: an index of their own finds them, sooner than the grid's.</summary>
    internal bool IsOfFew => Supervised is not null || MergedInto is not null || IsOfSomebody;

    /// <summary>The conditions as SQL on a ticket t, beginning with AND; their values go into the parameters.</summary>
    /// <param name="now">The instant for which somebody is late.</param>
    /// <param name="counting">They are for counting all, not for listing the first ones.</param>
    /// <exception cref="Platform.Http.ProblemException">The instant asked for lies in the future.</exception>
    internal string Conditions(DynamicParameters parameters, Instant now, bool counting = false)
    {
        var asOf = Platform.Measures.AsOf.Read(AsOf, now);
        var sql = new StringBuilder(Behind().Conditions(parameters, counting));
        parameters.Add("Instant", (asOf ?? now).Milliseconds);
        if (asOf is { } then)
            parameters.Add("AsOf", then.Milliseconds);
        if (Stage is { Length: > 0 } && Stage.Contains("check", StringComparer.Ordinal) != Stage.Contains("evaluate", StringComparer.Ordinal))
            sql.Append(Stage.Contains("check", StringComparer.Ordinal) ? " AND t.evaluated_at IS NULL" : " AND (t.status <> 'closed' OR t.evaluated_at IS NOT NULL)");
        In("t.kind", Kind);
        In("t.programme", Programme);
        In("t.role", Role);
        In("t.source", Source);
        In("t.urgency", Urgency);
        if (Category is { Length: > 0 })
        {
            // A code of the first level stands for those that begin with it.
            var wanted = Padded(Category);
            sql.Append(" AND (");
            for (var i = 0; i < wanted.Count; i++)
            {
                sql.Append(i == 0 ? "" : " OR ").Append($"(t.category >= @category{i} AND t.category < @category{i}End)");
                parameters.Add($"category{i}", wanted[i]);
                parameters.Add($"category{i}End", wanted[i] + ":");
            }
            sql.Append(')');
        }
        if (Supervised is not null)
        {
            sql.Append(" AND t.supervision_id IS NOT NULL");
            var which = Codes<SupervisedFilter>.Read(Supervised);
            if (which == SupervisedFilter.Waiting)
                sql.Append(" AND t.reply_due IS NOT NULL");
            else if (which == SupervisedFilter.Late)
                And("t.reply_due < @replyNow", "replyNow", now.Milliseconds);
        }
        sql.Append(LightCondition.Of(Light, Overdue, parameters, now, few: IsOfSomebody));
        if (Id.TryRead(MergedInto, out var survivor))
            And("t.merged_into = @survivor", "survivor", survivor.Value);
        if (Id.TryRead(Reporter, out var reporter))
            And("t.filed_by = @reporter", "reporter", reporter.Value);
        if (Measure is null)
            Filed();
        if (Near is not null && TryNear(Near, out var near))
            Around(near.Lng, near.Lat, near.Metres);
        if (Q is not null)
        {
            parameters.Add("q", TextRules.Contains(Q));
            sql.Append(@" AND (lower(t.description) LIKE lower(@q) ESCAPE '\' OR lower(t.address) LIKE lower(@q) ESCAPE '\' OR t.number LIKE @q ESCAPE '\')");
        }
        sql.Append(ConditionsOfFigures(parameters));
        return sql.ToString();

        void And(string condition, string name, object value)
        {
            sql.Append(" AND ").Append(condition);
            parameters.Add(name, value);
        }

        void In(string column, IReadOnlyList<string>? values) => sql.Append(AnyOf(column, values));

        string AnyOf(string column, IReadOnlyList<string>? values) =>
            values is { Count: > 0 } ? $" AND {column} IN {InList.Of(parameters, column[2..], values.Distinct(StringComparer.Ordinal))}" : "";

        void Filed()
        {
            if (From is not null && Days.TryRead(From, out var from))
                And("t.filed_day >= @from", "from", Days.Number(from));
            if (To is not null && Days.TryRead(To, out var to))
                And("t.filed_day < @to", "to", Days.Number(to));
        }

        // What may have been otherwise at another instant.
        TicketsBehind Behind()
        {
            var measured = Platform.Measures.Measure.Find(Measure);
            return new TicketsBehind
            {
                Rows = measured?.Rows,
                Part = Part is null ? MeasurePart.Denominator : Codes<MeasurePart>.Read(Part),
                Period = measured is not null && Days.TryRead(From, out var from) && Days.TryRead(To, out var to) ? new Period(from, to) : default,
                Handlers = Handler ?? [],
                Departments = Department ?? [],
                AsOf = AsOf is not null,
                Otherwise = AnyOf("t.status", StatusesWanted()),
            };
        }

        void Around(double lng, double lat, double metres)
        {
            parameters.Add("nearLng", lng);
            parameters.Add("nearLat", lat);
            parameters.Add("metresPerLng", Places.MetresPerLng(lat));
            parameters.Add("metresPerLat", Places.MetresPerDegree);
            parameters.Add("metresSquared", metres * metres);
            sql.Append(" AND (t.lng - @nearLng) * @metresPerLng * (t.lng - @nearLng) * @metresPerLng + (t.lat - @nearLat) * @metresPerLat * (t.lat - @nearLat) * @metresPerLat <= @metresSquared");
        }
    }

    /// <summary>Each value once, and the last as often as fills a power of two: so there are few forms of the statement, not one for every number.</summary>
    static List<string> Padded(IEnumerable<string> values)
    {
        var distinct = values.Distinct(StringComparer.Ordinal).ToList();
        while (!System.Numerics.BitOperations.IsPow2(distinct.Count))
            distinct.Add(distinct[^1]);
        return distinct;
    }

    IReadOnlyList<string>? StatusesWanted()
    {
        if (Stage is not { Length: > 0 })
            return Status;
        var ofStages = Enum.GetValues<TicketStatus>()
            .Where(status => Stage.Contains(Lifecycle.StageOf(status).Code(), StringComparer.Ordinal)
                || (status == TicketStatus.Closed && Stage.Contains(TicketStage.Evaluate.Code(), StringComparer.Ordinal)))
            .Select(status => status.Code());
        var wanted = Status is { Length: > 0 } ? ofStages.Intersect(Status, StringComparer.Ordinal) : ofStages;
        // No status is both: nothing may match, rather than everything.
        return wanted.DefaultIfEmpty("none").ToList();
    }
}
