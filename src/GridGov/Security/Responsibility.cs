namespace GridGov.Security;

/// <summary>How a grid head is responsible.</summary>
public enum Responsibility
{
    /// <summary>第一责任人</summary>
    First,
    /// <summary>直接责任人</summary>
    Direct,
}
