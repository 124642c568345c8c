using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Statistics.GoingOut;

public sealed record RecordSelection
{
    /// <summary>Ids of campaigns: only their target places and records; none for records outside campaigns.</summary>
    [FromQuery(Name = "campaign")] public string[]? Campaign { get; init; }

    /// <summary>
    /// Ids of people: only records that they made, and of target places only their visits count. It limits the answer to grids whose
    /// records the caller reads.
    /// </summary>
    [FromQuery(Name = "person")] public string[]? Person { get; init; }

    /// <summary>First days of cycles, yyyy-MM-dd: only what counts in them; none for records outside campaigns.</summary>
    [FromQuery(Name = "cycle")] public string[]? Cycle { get; init; }

    public sealed class Validator : AbstractValidator<RecordSelection>
    {
        public Validator()
        {
            RuleFor(q => q.Campaign).People();
            RuleFor(q => q.Person).Ids();
            RuleFor(q => q.Cycle).Each(text => text == Dimensions.None || Days.TryParse(text, out _), "wrong_format");
        }
    }

    internal RecordCriteria ToCriteria() => new()
    {
        Campaigns = QueryValues.People(Campaign),
        People = QueryValues.Ids(Person),
        Cycles = Cycle is null ? [] : [.. Cycle.Select(QueryValues.Day).Distinct()],
    };
}
