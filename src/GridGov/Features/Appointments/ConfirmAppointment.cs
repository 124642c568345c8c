using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>Confirms an appointment that another administrator made (任命确认), or one that is suspended.</summary>
public sealed class ConfirmAppointment(Db db)
    : ApiEndpoint<ConfirmAppointment.Input, Results<Ok<Appointment>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/confirm");
        Group<AppointmentGroup>();
        Operation("Confirm an appointment",
            "Its rights begin at once, but not before its first day. Nobody confirms what they made or hold themselves, nor for an " +
            "account to which they last gave access. Where no other administrator is left, the operator runs appointments confirm on " +
            "the machine.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "confirmation-by-another");
        ProducesProblem(409, "appointment-not-pending", "appointment-ended", "person-disabled");
    }

    public sealed record Input(Id Id, IfMatch Version);

    public override Task<Results<Ok<Appointment>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Appointment>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await AppointmentRow.Find(tx, Actor, input.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (before.Version != input.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (AppointmentConfirmation.Check(Actor, before, tx.Today) is { } refusal)
                return refusal;
            if (before.PersonDisabled)
                return Problems.Of("person-disabled");
            return await AppointmentConfirmation.Confirm(tx, before, Actor) is { } after
                ? TypedResults.Ok(after.ToAppointment())
                : Problems.StaleVersion();
        }, ct);
}
