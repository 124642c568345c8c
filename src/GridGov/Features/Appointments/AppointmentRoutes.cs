using GridGov.Platform.Http;

namespace GridGov.Features.Appointments;

/// <summary>Appointments (任命): who is in which post where, from when until when; and what of it a grid shows.</summary>
public static class AppointmentRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var appointments = v1.MapFeature("/appointments", "appointments");
        AppointPerson.Map(appointments);
        ListAppointments.Map(appointments);
        GetAppointment.Map(appointments);
        EndAppointment.Map(appointments);

        var grids = v1.MapFeature("/grids", "grids");
        GetHeads.Map(grids);
        GetRoster.Map(grids);
        ListVacancies.Map(grids);
    }
}
