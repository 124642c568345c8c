using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Points;

public sealed record PointListQuery : ExportableListQuery
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

    public new sealed class Validator : AbstractValidator<PointListQuery>
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
            Include(new ExportableListQuery.Validator());
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
        conditions.AndInGrid("p.grid_code", Grid);
        conditions.AndAnyOf("m.kind", "kind", Kind);
        conditions.AndAnyOf("p.status", "status", Status);
        conditions.AndWords("p.title || ' ' || coalesce(p.description, '')", Q);
        return MeetingRow.InScope + conditions;
    }

    internal string Fingerprint() => string.Join('|', "points", Meeting, Series, string.Join(',', Kind ?? []),
        string.Join(',', Status ?? []), Grid, Group, From, To, Q);
}
