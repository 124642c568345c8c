using GridGov.Platform.Http;

namespace GridGov.Features.Grids;

/// <summary>Grids (网格): the divisions, their three levels of grids, and their history.</summary>
public static class GridRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var grids = v1.MapFeature("/grids", "grids");
        CreateGrid.Map(grids);
        ListGrids.Map(grids);
        ImportGrids.Map(grids);
        GetGrid.Map(grids);
        GetTree.Map(grids);
        ListGridEvents.Map(grids);
        RenameGrid.Map(grids);
        RetireGrid.Map(grids);
    }
}
