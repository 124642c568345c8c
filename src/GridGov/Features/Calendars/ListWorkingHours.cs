using FastEndpoints;
using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The working hours that differ from the ordinary ones, for the deployment and by grid.</summary>
public sealed class ListWorkingHours(Db db) : ApiEndpoint<EmptyRequest, Ok<Page<GridHours>>>
{
    public override void Configure()
    {
        Get("/");
        Group<WorkingHoursGroup>();
        Operation("List the working hours",
            "All that were set for the deployment, for grids in the caller's scope and for those above it, by code. Where nothing is " +
            "set, the hours are 08:00-12:00 and 14:00-18:00.");
        RequiresCapability(Capability.GridRead);
    }

    public override Task<Ok<Page<GridHours>>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
        TypedResults.Ok(new Page<GridHours>(
            [.. (await WorkingHoursStore.List(tx)).Where(entry => entry.Rules.Count > 0 && GridHours.IsReadable(Actor, entry.Grid))
                .Select(GridHours.Of)],
            Next: null)), ct);
}
