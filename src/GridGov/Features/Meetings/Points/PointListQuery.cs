using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Points;

public sealed record PointListQuery
{
    /// <summary>The id of a meeting.</summary>
    [FromQuery(Name = "meeting")] public string? Meeting { get; init; }

    /// <summary>The id of a series of meetings.</summary>
    [FromQuery(Name = "series")] public string? Series { get; init; }

    /// <summary>Only points of meetings of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only points that became this.</summary>
    [FromQuery(Name = "status")] public string[]? Status { get; init; }

    /// <summary>Code of a grid, county or city, with its whole subtree: the grids that the points concern.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The id of a group that raised them.</summary>
    [FromQuery(Name = "group")] public string? Group { get; init; }

    /// <summary>The first day, yyyy-MM-dd, of the meeting.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last one, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>
    /// Words, up to 100 characters, each of which stands in the title or the description. Case and full or half width make no difference.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    /// <summary>Exports only: zh-CN for headings and codes in Chinese words; en, or none, for those of this API.</summary>
    [FromQuery(Name = "lang")] public string? Lang { get; init; }

    /// <summary>CSV only. If true, the file begins with a byte-order mark, by which spreadsheets recognise UTF-8.</summary>
    [FromQuery(Name = "bom")] public bool? Bom { get; init; }

    /// <summary>If true, the answer also has the exact number of entries in the whole list.</summary>
    [FromQuery(Name = "count")] public bool? Count { get; init; }

    /// <summary>The maximum number of entries, 1 to 200; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>The cursor of the next page: next of the previous page.</summary>
    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public sealed class Validator : AbstractValidator<PointListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Meeting).Id();
            RuleFor(q => q.Series).Id();
            RuleFor(q => q.Kind).AnyOf(Codes<MeetingKind>.All);
            RuleFor(q => q.Status).AnyOf(Codes<PointStatus>.All);
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Group).Id();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            RuleFor(q => q.Q).SearchText();
            RuleFor(q => q.Lang).Language();
            RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
        }
    }

    /// <summary>The condition on points p of meetings m, which begins with the caller's scope.</summary>
    internal string Where(DynamicParameters parameters, Id reader)
    {
        parameters.Add("Reader", reader);
        var conditions = new SqlConditions(parameters)
            .AndIf(QueryValues.Id(Meeting), "p.meeting_id = @meeting", "meeting")
            .AndIf(QueryValues.Id(Series), "m.series_id = @series", "series")
            .AndIf(QueryValues.Id(Group), "p.attendee_id IN (SELECT x.id FROM meeting_attendees x WHERE x.group_id = @group)", "group")
            .AndIf(QueryValues.Day(From), "m.day >= @from", "from")
            .AndIf(QueryValues.Day(To), "m.day < @to", "to");
        if (Grid is { } grid)
            conditions.And("p.grid_code >= @grid AND p.grid_code < @gridEnd", ("grid", grid), ("gridEnd", GridCode.EndOfSubtree(grid)));
        if (Kind is { Length: > 0 })
            conditions.And($"m.kind IN {InList.Of(parameters, "kind", Kind)}");
        if (Status is { Length: > 0 })
            conditions.And($"p.status IN {InList.Of(parameters, "status", Status)}");
        foreach (var (i, word) in TextRules.SearchWords(Q ?? "").Index())
        {
            conditions.And($"""
                search_fold(p.title || ' ' || coalesce(p.description, '')) LIKE search_fold(@contains{i}) ESCAPE '\'
                """, ($"contains{i}", TextRules.ContainsPattern(word)));
        }
        return MeetingRow.InScope + conditions;
    }

    internal string Fingerprint() => string.Join('|', "points", Meeting, Series, string.Join(',', Kind ?? []),
        string.Join(',', Status ?? []), Grid, Group, From, To, Q);
}
