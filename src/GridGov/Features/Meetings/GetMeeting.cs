using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>A meeting with its agenda and minutes.</summary>
public sealed class GetMeeting(Db db) : ApiEndpoint<ById, Results<Ok<Meeting>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<MeetingsApiGroup>();
        Operation("Get a meeting",
            "For who reads meetings in its grid, who acts for its group or an invited one, and who is invited.");
        RequiresCapability(Capability.MeetingRead);
    }

    public override Task<Results<Ok<Meeting>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Meeting>, NotFound>>(async tx => await MeetingRow.Find(tx, Actor, request.Id) is { } row
            ? TypedResults.Ok((await MeetingRow.Show(tx, Actor, [row]))[0])
            : TypedResults.NotFound(), ct);
}
