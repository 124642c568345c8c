using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Records;

public sealed record RecordListQuery : ExportableListQuery
{
    /// <summary>Code of a grid, county or city, with its whole subtree.</summary>
    [FromQuery(Name = "grid")] public string? Grid { get; init; }

    /// <summary>The id of a place; records of which the caller does not see the place are left out.</summary>
    [FromQuery(Name = "place")] public string? Place { get; init; }

    /// <summary>The id of the person who went there.</summary>
    [FromQuery(Name = "person")] public string? Person { get; init; }

    /// <summary>The id of a campaign.</summary>
    [FromQuery(Name = "campaign")] public string? Campaign { get; init; }

    /// <summary>The first day of a cycle, yyyy-MM-dd; only with a campaign.</summary>
    [FromQuery(Name = "cycle")] public string? Cycle { get; init; }

    /// <summary>The id of a round; records of which the caller does not see the round are left out.</summary>
    [FromQuery(Name = "round")] public string? Round { get; init; }

    /// <summary>Only records with these outcomes.</summary>
    [FromQuery(Name = "outcome")] public string[]? Outcome { get; init; }

    /// <summary>The first day, yyyy-MM-dd, on which they were made.</summary>
    [FromQuery(Name = "from")] public string? From { get; init; }

    /// <summary>The day after the last one, yyyy-MM-dd.</summary>
    [FromQuery(Name = "to")] public string? To { get; init; }

    /// <summary>If true, only records with a flag: outside the grid, or far from the place; if false, only others.</summary>
    [FromQuery(Name = "flagged")] public bool? Flagged { get; init; }

    /// <summary>If true, records that a later one corrects are included.</summary>
    [FromQuery(Name = "corrected")] public bool? Corrected { get; init; }

    public new sealed class Validator : AbstractValidator<RecordListQuery>
    {
        public Validator()
        {
            RuleFor(q => q.Grid).GridCode();
            RuleFor(q => q.Place).Id();
            RuleFor(q => q.Person).Id();
            RuleFor(q => q.Campaign).Id();
            RuleFor(q => q.Campaign).NotNull().When(q => q.Cycle is not null);
            RuleFor(q => q.Cycle).Day();
            RuleFor(q => q.Round).Id();
            RuleFor(q => q.Outcome).AnyOf(Codes<RecordOutcome>.All);
            RuleFor(q => q.From).Day();
            RuleFor(q => q.To).DayAfter(q => q.From);
            Include(new ExportableListQuery.Validator());
        }
    }

    /// <summary>The condition on records r, which begins with the caller's scope.</summary>
    internal string Where(DynamicParameters parameters, Actor actor)
    {
        var conditions = new SqlConditions(parameters)
            .AndIf(QueryValues.Id(Place), "r.place_id = @place", "place")
            .AndIf(QueryValues.Id(Person), "r.person_id = @person", "person")
            .AndIf(QueryValues.Id(Campaign), "r.campaign_id = @campaign", "campaign")
            .AndIf(QueryValues.Day(Cycle), "r.cycle_day = @cycle", "cycle")
            .AndIf(QueryValues.Id(Round), "r.round_id = @round", "round")
            .AndIf(QueryValues.Day(From), "r.day >= @from", "from")
            .AndIf(QueryValues.Day(To), "r.day < @to", "to");
        conditions.AndInGrid("r.grid_code", Grid);
        if (Place is not null || Round is not null)
            conditions.And($"({HiddenRecords.Shown(actor, parameters)})");
        conditions.AndAnyOf("r.outcome", "outcome", Outcome);
        if (Flagged is { } flagged)
        {
            conditions.And(
                $"CASE WHEN r.outside_grid = 1 OR r.place_metres > {Record.FarMetres:0} THEN 1 ELSE 0 END = @flagged",
                ("flagged", flagged ? 1 : 0));
        }
        if (Corrected is not true)
            conditions.And("r.corrected_by IS NULL");
        return RecordRow.InScope + conditions;
    }

    internal string Fingerprint() => string.Join('|', "records", Grid, Place, Person, Campaign, Cycle, Round,
        string.Join(',', Outcome ?? []), From, To, Flagged, Corrected);
}
