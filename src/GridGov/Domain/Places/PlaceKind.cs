namespace GridGov.Domain.Places;

/// <summary>The kind of a place.</summary>
public enum PlaceKind
{
    /// <summary>楼院</summary>
    Courtyard,
    /// <summary>住户: a door number, never a person.</summary>
    Household,
    /// <summary>场所: a shop, a company, a site.</summary>
    Premises,
    /// <summary>楼宇</summary>
    Building,
    /// <summary>服务点</summary>
    ServicePoint,
    /// <summary>阵地: where people meet.</summary>
    Venue,
    /// <summary>巡查点: where a patrol reports.</summary>
    Checkpoint,
}
