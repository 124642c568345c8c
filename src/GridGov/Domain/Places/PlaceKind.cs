namespace GridGov.Domain.Places;

/// <summary>The kind of a place (场所).</summary>
public enum PlaceKind
{
    /// <summary>楼院</summary>
    Courtyard,
    /// <summary>住户: a door number, never a person.</summary>
    Household,
    /// <summary>经营场所</summary>
    Premises,
    /// <summary>楼宇</summary>
    Building,
    /// <summary>服务点</summary>
    ServicePoint,
    /// <summary>阵地</summary>
    Venue,
    /// <summary>巡查点</summary>
    Checkpoint,
}
