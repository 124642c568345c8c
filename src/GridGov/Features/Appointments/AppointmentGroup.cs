using GridGov.Api;

namespace GridGov.Features.Appointments;

/// <summary>Appointments (任命): who is in which post where, from when until when; and what of it a grid shows.</summary>
public sealed class AppointmentGroup() : ApiGroup("appointments", "appointments");
