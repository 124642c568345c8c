using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets.Query;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Appointments;

/// <summary>Ends an appointment (离任). Nothing else of an appointment can change, so that history stays as it was.</summary>
public sealed class EndAppointment(Db db)
    : ApiEndpoint<Change<EndAppointment.Request>, Results<Ok<Appointment>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/end");
        Group<AppointmentGroup>();
        Operation("End an appointment",
            "An appointment that ends today loses its rights at once. A future end can be moved forward but not put off; make a new " +
            "appointment instead. An end before today needs an administrator of a grid above. The answer says what open work the " +
            "person has in the grid of the post, as far as the caller may read it.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "backdating-not-allowed");
        ProducesProblem(409, "appointment-ended", "appointment-not-begun", "last-administrator");
        RequestExample("""{ "to": "2026-12-01", "reason": "调任" }""");
    }

    /// <summary>The end of an appointment.</summary>
    /// <param name="To">The first day after the post, yyyy-MM-dd; today by default.</param>
    /// <param name="Reason">The reason, up to 500 characters; required if the end lies before today.</param>
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
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before.ToDay <= tx.Today || before.Status == AppointmentStatus.Refused)
                return Problems.Of("appointment-ended");
            var to = request.Body.To ?? tx.Today;
            if (to < before.FromDay)
                return Problems.Of("appointment-not-begun", before.FromDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (to < tx.Today && !PostRules.MayBackdate(Actor, before.GridCode))
                return Problems.At("/to", "backdating-not-allowed");
            // Past days are history already, so a correction needs a reason.
            if (to < tx.Today && request.Body.Reason is null)
                return Problems.Invalid("/reason", "required", new("离任日在今天之前，请说明原因。", "An end that lies before today needs a reason."));
            if (await IsLastAdministrator(tx, before))
                return Problems.Of("last-administrator");
            // A later end could overlap the days of a successor.
            if (to > before.ToDay)
                return Problems.Invalid("/to", "out_of_range", new("不得晚于已定的离任日。", "It must not lie after the end that is set already."));

            var after = before with { ToDay = to, EndReason = request.Body.Reason, Version = before.Version + 1 };
            if (await tx.Execute(Update, new { after.Id, after.ToDay, after.EndReason, after.Version, ReadVersion = before.Version }) == 0)
                return Problems.StaleVersion();
            await SealedRows.Seal(tx, SealedTable.Appointments, after.Id);
            await tx.Execute(KeepEnd, new { after.Id, after.Version, At = tx.Now, Before = before.ToDay ?? DateOnly.MaxValue });
            await Journal.Append(tx, new JournalEntry("appointment", request.Id.ToString(), after.GridCode, "end", Actor.Id, after.Version)
            {
                Post = right.Kind,
                Reason = request.Body.Reason,
                Payload = new { Person = after.PersonId.ToString(), Name = after.PersonName, after.Post, after.Role, To = to },
            });
            tx.Invalidate(CacheTopic.Rights);
            var left = await OpenWork.Of(tx, Actor, after.PersonId, after.GridCode);
            return TypedResults.Ok(after.ToAppointment() with { OpenWork = left });
        }, ct);

    /// <summary>Checks for the last administrator of the whole deployment, without whom nobody could appoint another.</summary>
    static async Task<bool> IsLastAdministrator(Tx tx, AppointmentRow ending) =>
        ending is { Post: PostKind.Administrator, GridCode: GridCode.Everywhere, Status: AppointmentStatus.Effective }
        && await tx.QuerySingle<long>(CountOtherAdministrators, new { ending.Id, tx.Today }) == 0;

    const string CountOtherAdministrators = """
        SELECT count(*)
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.post = 'administrator' AND a.grid_code = '*' AND a.id <> @Id AND a.status = 'effective'
           AND a.from_day <= @Today AND a.to_day IS NULL AND p.disabled_at IS NULL
        """;

    const string KeepEnd =
        "INSERT INTO appointment_ends (appointment_id, version, at, previous_to_day) VALUES (@Id, @Version, @At, @Before)";

    const string Update = """
        UPDATE appointments
           SET to_day = @ToDay, end_reason = @EndReason, version = @Version
         WHERE id = @Id AND version = @ReadVersion
        """;
}
