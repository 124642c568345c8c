using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Zones;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Zones;

/// <summary>The heads of a zone on a day.</summary>
public sealed class GetZoneRoster(Db db)
    : ApiEndpoint<GetZoneRoster.Input, Results<Ok<GetZoneRoster.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/roster");
        Group<ZoneGroup>();
        Operation("Get the roster of a zone by day");
        RequiresCapability(Capability.GridRead);
    }

    public sealed record Query
    {
        /// <summary>The day, yyyy-MM-dd; by default today.</summary>
        [FromQuery(Name = "day")] public string? Day { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Day).Day();
        }
    }

    /// <summary>The heads of a zone.</summary>
    /// <param name="Id">The zone's id.</param>
    /// <param name="Name">The zone's name.</param>
    /// <param name="Day">The day, yyyy-MM-dd.</param>
    /// <param name="Heads">The heads, the earliest first.</param>
    public sealed record Response(Id Id, string Name, DateOnly Day, IReadOnlyList<ZoneHead> Heads);

    public sealed record Input(Id Id, [AsParameters] Query Query);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, input.Id) is not { } zone)
                return TypedResults.NotFound();
            var day = QueryValues.Day(input.Query.Day) ?? tx.Today;
            return TypedResults.Ok(new Response(zone.Id, zone.Name, day, [.. (await ZoneHead.List(tx, [zone.Id], day))[zone.Id]]));
        }, ct);
}
