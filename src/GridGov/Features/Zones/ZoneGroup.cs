using GridGov.Api;

namespace GridGov.Features.Zones;

/// <summary>Zones (专属网格) over the grids: shopping streets, campuses, parks, building sites, with polygons and heads.</summary>
public sealed class ZoneGroup() : ApiGroup("zones", "zones");
