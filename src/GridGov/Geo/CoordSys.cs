namespace GridGov.Geo;

/// <summary>The datum of a pair of coordinates.</summary>
public enum CoordSys
{
    /// <summary>WGS 84, as satellite receivers give it.</summary>
    Wgs84,
    /// <summary>GCJ-02, of the maps in China (Amap, Tencent).</summary>
    Gcj02,
    /// <summary>BD-09, of Baidu's maps.</summary>
    Bd09,
}
