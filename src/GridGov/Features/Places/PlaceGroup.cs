using GridGov.Api;

namespace GridGov.Features.Places;

/// <summary>Places (场所) where workers go: courtyards, doors, premises, buildings, service points, venues, checkpoints.</summary>
public sealed class PlaceGroup() : ApiGroup("places", "places");
