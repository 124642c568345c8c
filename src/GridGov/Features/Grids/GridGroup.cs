using GridGov.Api;

namespace GridGov.Features.Grids;

/// <summary>Grids (网格): cities and counties, the three levels of grids below them, and their history.</summary>
public sealed class GridGroup() : ApiGroup("grids", "grids");
