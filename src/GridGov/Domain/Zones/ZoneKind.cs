namespace GridGov.Domain.Zones;

public enum ZoneKind
{
    /// <summary>商业街</summary>
    ShoppingStreet,
    /// <summary>校园、园区</summary>
    Campus,
    /// <summary>公园</summary>
    Park,
    /// <summary>工地</summary>
    BuildingSite,
}
