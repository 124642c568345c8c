using GridGov.Api;

namespace GridGov.Features.Grids;

/// <summary>Grids (网格): the divisions, their three levels of grids, and their history.</summary>
public sealed class GridGroup() : ApiGroup("grids", "grids");
