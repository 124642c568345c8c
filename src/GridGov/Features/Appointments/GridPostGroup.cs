using GridGov.Api;

namespace GridGov.Features.Appointments;

public sealed class GridPostGroup() : ApiGroup("grids", "grids");
