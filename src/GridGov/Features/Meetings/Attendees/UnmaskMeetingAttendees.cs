using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Meetings.Attendees;

/// <summary>Reads names and telephone numbers of attendees without an account, for a stated purpose.</summary>
public sealed class UnmaskMeetingAttendees(Db db)
    : ApiEndpoint<UnmaskMeetingAttendees.Input, Results<Ok<UnmaskMeetingAttendees.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/attendees/unmask");
        Group<MeetingsApiGroup>();
        Operation("Read a meeting's attendees unmasked",
            "Those without an account. Each reading leaves an audit entry with its purpose. Nothing of the answer is stored, so an " +
            "Idempotency-Key has no effect.");
        RequiresCapability(Capability.MeetingManage);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""{ "purpose": "通知会议改期" }""");
    }

    /// <summary>The purpose of the reading.</summary>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not name anybody.</param>
    public sealed record Request(string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).Text(200);
        }
    }

    /// <summary>The attendees without an account.</summary>
    /// <param name="Items">All of them.</param>
    public sealed record Response(IReadOnlyList<Named> Items);

    /// <summary>An attendee without an account.</summary>
    /// <param name="Id">The attendee's id.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Phone">The telephone number, if it was given.</param>
    public sealed record Named(Id Id, string Name, string? Phone);

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because audit entries form one chain.
    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await MeetingRow.Find(tx, Actor, input.Id) is not { } meeting)
                return TypedResults.NotFound();
            if (!MeetingRules.Manages(Actor, meeting.GridCode))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.MeetingManage));
            var named = new List<Named>();
            foreach (var attendee in (await AttendeeRow.List(tx, meeting.Id)).Where(each => each.Encrypted is not null))
            {
                var (name, phone) = (await MemberSecret.Decrypt(tx, AttendeeRow.Place(attendee.Id), attendee.Encrypted!)).Unmask();
                named.Add(new Named(attendee.Id, name, phone));
            }
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_attendees", meeting.GridCode)
            {
                SubjectKind = MeetingRow.Subject,
                Subject = input.Id.ToString(),
                Details = new { input.Body.Purpose, Attendees = named.Count },
            });
            return TypedResults.Ok(new Response(named));
        }, ct);
}
