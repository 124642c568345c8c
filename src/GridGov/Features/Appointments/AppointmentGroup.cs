using GridGov.Api;

namespace GridGov.Features.Appointments;

/// <summary>Appointments (任命): the people in their posts, with first and last days, and the posts of a grid.</summary>
public sealed class AppointmentGroup() : ApiGroup("appointments", "appointments");
