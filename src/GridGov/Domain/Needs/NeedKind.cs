namespace GridGov.Domain.Needs;

/// <summary>What is needed or offered.</summary>
public enum NeedKind
{
    /// <summary>场地</summary>
    Venue,
    /// <summary>信息</summary>
    Information,
    /// <summary>人才</summary>
    Talent,
    /// <summary>服务</summary>
    Service,
    /// <summary>物资</summary>
    Goods,
}
