using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Meetings.Minutes;

/// <summary>Writes the minutes of a held meeting.</summary>
public sealed class SetMeetingMinutes(Db db)
    : ApiEndpoint<Change<SetMeetingMinutes.Request>, Results<Ok<Meeting>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{id}/minutes");
        Group<MeetingsApiGroup>();
        Operation("Write the minutes of a meeting",
            "They replace the former ones, while the meeting is held and not closed; its events tell who did so and when, and not " +
            "the words.");
        RequiresCapability(Capability.MeetingManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "meeting-not-held", "meeting-closed", "meeting-cancelled");
        RequestExample("""{ "text": "与会企业提出停车、指引标识、大厅面积三项议题，当场交办。" }""");
    }

    /// <summary>The minutes of a meeting.</summary>
    /// <param name="Text">The minutes, 1 to 20,000 characters.</param>
    public sealed record Request(string Text)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).Text(20_000);
        }
    }

    public override Task<Results<Ok<Meeting>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Meeting>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (meeting, refusal) = await MeetingRules.FindForChange(tx, Actor, request.Id, request.Version, MeetingAction.SetMinutes);
            if (meeting is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            if (await MeetingStore.Write(tx, Actor, meeting with { Minutes = request.Body.Text }, "set_minutes") is { } stale)
                return stale;
            return TypedResults.Ok(await MeetingRow.Show(tx, Actor, meeting.Id));
        }, ct);
}
