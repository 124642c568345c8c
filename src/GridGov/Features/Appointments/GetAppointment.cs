using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>One appointment.</summary>
public sealed class GetAppointment(Db db) : ApiEndpoint<ById, Results<Ok<Appointment>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<AppointmentGroup>();
        Operation("Get an appointment");
        RequiresCapability(Capability.PersonRead);
    }

    public override Task<Results<Ok<Appointment>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Appointment>, NotFound>>(async tx =>
            await AppointmentRow.Find(tx, Actor, request.Id) is { } row
                ? TypedResults.Ok(await AppointmentConfirmation.WithNext(tx, row))
                : TypedResults.NotFound(), ct);
}
