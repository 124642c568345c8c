using GridGov.Api;

namespace GridGov.Features.Tickets.Tiles;

/// <summary>Vector tiles of maps (矢量瓦片).</summary>
public sealed class TileGroup() : ApiGroup("tiles", "tiles");
