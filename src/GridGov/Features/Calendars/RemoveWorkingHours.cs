using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>Removes the working hours of a grid, so that those of the grids above apply again.</summary>
public sealed class RemoveWorkingHours(Db db)
    : ApiEndpoint<RemoveWorkingHours.Input, Results<Ok<GridHours>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{grid}");
        Group<WorkingHoursGroup>();
        Operation("Remove the working hours of a grid",
            "The hours of the grids above, or the ordinary ones, apply again; open deadlines are recalculated. The answer has no rules.");
        RequiresCapability(Capability.CalendarManage);
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Input(string Grid, IfMatch Version);

    public override Task<Results<Ok<GridHours>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(tx => GridHours.Write(tx, Actor, input.Grid, [], input.Version, reason: null), ct);
}
