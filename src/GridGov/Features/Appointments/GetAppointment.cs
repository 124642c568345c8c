using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Appointments;

/// <summary>One appointment.</summary>
public static class GetAppointment
{
    public static void Map(IEndpointRouteBuilder appointments) => appointments
        .MapGet("/{id}", Handle)
        .Named("getAppointment", "Get an appointment")
        .Needs(Capability.PersonRead);

    static Task<Results<Ok<Appointment>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Appointment>, NotFound>>(async tx =>
            await AppointmentRow.Find(tx, actor, id) is { } row ? TypedResults.Ok(row.ToAppointment()) : TypedResults.NotFound(), ct);
}
