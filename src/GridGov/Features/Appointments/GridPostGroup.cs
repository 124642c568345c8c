using GridGov.Platform.Http;

namespace GridGov.Features.Appointments;

public sealed class GridPostGroup() : ApiGroup("grids", "grids");
