using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Appointments;

/// <summary>Refuses to confirm an appointment (不予确认), which then never gives rights.</summary>
public sealed class RefuseAppointment(Db db)
    : ApiEndpoint<Change<RefuseAppointment.Request>, Results<Ok<Appointment>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/refuse");
        Group<AppointmentGroup>();
        Operation("Refuse an appointment",
            "By those who may confirm it; who made it withdraws it by ending it. An appointment that rests since access to the account " +
            "was given was effective before, so it is ended instead.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "confirmation-by-another");
        ProducesProblem(409, "appointment-not-pending", "appointment-ended");
        RequestExample("""{ "reason": "须先完成保密培训" }""");
    }

    /// <summary>The reason of a refusal.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Appointment>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Appointment>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await AppointmentRow.Find(tx, Actor, request.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (AppointmentConfirmation.Check(Actor, before, tx.Today) is { } refusal)
                return refusal;
            if (before.Status == AppointmentStatus.Suspended)
                return Problems.Of("appointment-not-pending");
            return await AppointmentConfirmation.Refuse(tx, before, Actor, request.Body.Reason) is { } after
                ? TypedResults.Ok(after.ToAppointment())
                : Problems.StaleVersion();
        }, ct);
}
