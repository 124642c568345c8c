using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings;

public sealed record MeetingListQuery : ExportableListQuery
{
    /// <summary>Only meetings of these kinds.</summary>
    [FromQuery(Name = "kind")] public string[]? Kind { get; init; }

    /// <summary>Only meetings with these statuses.</summary>
    [FromQuery(Name = "status")] public string[]? Status { get; init; }

    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The id of a group: its meetings, and those to which it is invited.</summary>
    [FromQuery(Name = "group")] public string? Group { get; init; }

    /// <summary>The id of a series.</summary>
    [FromQuery(Name = "series")] public string? Series { get; init; }

    /// <summary>The first day, yyyy-MM-dd, on which it was held or is planned.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last one, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>
    /// Words, up to 100 characters, each of which stands in the title, the agenda, the minutes or the venue. Case and full or half width
    /// make no difference.
    /// </summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }

    public new sealed class Validator : AbstractValidator<MeetingListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Kind).AnyOf(Codes<MeetingKind>.All);
            RuleFor(q => q.Status).AnyOf(Codes<MeetingStatus>.All);
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Group).Id();
            RuleFor(q => q.Series).Id();
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            RuleFor(q => q.Q).SearchText();
            Include(new ExportableListQuery.Validator());
        }
    }

    /// <summary>The condition on meetings m, which begins with the caller's scope.</summary>
    internal string Where(DynamicParameters parameters, Id reader)
    {
        parameters.Add("Reader", reader);
        var conditions = new SqlConditions(parameters)
            .AndIf(QueryValues.Id(Series), "m.series_id = @series", "series")
            .AndIf(QueryValues.Id(Group), "m.id IN (SELECT x.meeting_id FROM meeting_groups x WHERE x.group_id = @group)", "group")
            .AndIf(QueryValues.Day(From), "m.day >= @from", "from")
            .AndIf(QueryValues.Day(To), "m.day < @to", "to");
        conditions.AndInGrid("m.grid_code", Grid);
        conditions.AndAnyOf("m.kind", "kind", Kind);
        conditions.AndAnyOf("m.status", "status", Status);
        conditions.AndWords(
            "m.title || ' ' || coalesce(m.agenda, '') || ' ' || coalesce(m.minutes, '') || ' ' || coalesce(m.venue, '')", Q);
        return MeetingRow.InScope + conditions;
    }

    internal string Fingerprint() => string.Join('|', "meetings", string.Join(',', Kind ?? []), string.Join(',', Status ?? []), Grid, Group,
        Series, From, To, Q);
}
