using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Appointments;

/// <summary>Ends an appointment (离任). The only change there is: what somebody was, they stay to have been.</summary>
public sealed class EndAppointment(Db db)
    : ApiEndpoint<Change<EndAppointment.Request>, Results<Ok<Appointment>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/end");
        Group<AppointmentGroup>();
        Operation("End an appointment",
            "One that ends today loses its rights at once. An end that lies ahead may still be moved forward, never put off: for that there is a new appointment.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "appointment-ended", "appointment-not-begun", "last-administrator");
        RequestExample("""{ "to": "2026-12-01", "reason": "调任" }""");
    }

    /// <summary>When and why it ends.</summary>
    /// <param name="To">The first day out of the post; by default today.</param>
    /// <param name="Reason">Why; up to 500 characters.</param>
    public sealed record Request(DateOnly? To = null, string? Reason = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).OptionalText(500);
        }
    }

    public override Task<Results<Ok<Appointment>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Appointment>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await AppointmentRow.Find(tx, Actor, request.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (Actor.PostsFor(Capability.PersonManage, before.GridCode).FirstOrDefault() is not { } right)
                return Problems.Of("post-not-allowed", Capability.PersonManage.ToCode());
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before.ToDay <= tx.Today)
                return Problems.Of("appointment-ended");
            var to = request.Body.To ?? tx.Today;
            if (to < before.FromDay)
                return Problems.Of("appointment-not-begun", before.FromDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            // Days that have passed are history already; whoever corrects it says why.
            if (to < tx.Today && request.Body.Reason is null)
                return Problems.Invalid("/reason", "required", Problems.InChinese ? "离任日在今天之前，请说明原因。" : "An end that lies before today needs a reason.");
            if (await IsLastAdministrator(tx, before))
                return Problems.Of("last-administrator");
            // Putting the end off could reach into the days of a successor.
            if (to > before.ToDay)
                return Problems.Invalid("/to", "out_of_range", Problems.InChinese ? "不得晚于已定的离任日。" : "It must not lie after the end that is set already.");

            var after = before with { ToDay = to, EndReason = request.Body.Reason, Version = before.Version + 1 };
            if (await tx.Execute(Update, new { after.Id, after.ToDay, after.EndReason, after.Version, ReadVersion = before.Version }) == 0)
                return Problems.StaleVersion();
            await tx.Execute(KeepEnd, new { after.Id, after.Version, At = tx.Now, Before = before.ToDay ?? DateOnly.MaxValue });
            await Journal.Append(tx, new JournalEntry("appointment", request.Id.ToString(), after.GridCode, "end", Actor.Id, after.Version)
            {
                Post = right.Kind,
                Reason = request.Body.Reason,
                Payload = new { Person = after.PersonId.ToString(), Name = after.PersonName, after.Post, after.Role, To = to },
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.Ok(after.ToAppointment());
        }, ct);

    /// <summary>Without an administrator of the whole deployment nobody could appoint one again.</summary>
    static async Task<bool> IsLastAdministrator(Tx tx, AppointmentRow ending) =>
        ending.Post == PostKind.Administrator && ending.GridCode == GridCode.Everywhere
        && await tx.QuerySingle<long>(CountOtherAdministrators, new { ending.Id, tx.Today }) == 0;

    const string CountOtherAdministrators = """
        SELECT count(*)
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.post = 'administrator' AND a.grid_code = '*' AND a.id <> @Id
           AND a.from_day <= @Today AND a.to_day IS NULL AND p.disabled_at IS NULL
        """;

    const string KeepEnd = "INSERT INTO appointment_ends (appointment_id, version, at, to_before) VALUES (@Id, @Version, @At, @Before)";

    const string Update = """
        UPDATE appointments
           SET to_day = @ToDay, end_reason = @EndReason, version = @Version
         WHERE id = @Id AND version = @ReadVersion
        """;
}
