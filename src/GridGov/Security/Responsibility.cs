namespace GridGov.Security;

/// <summary>The kind of a grid head's responsibility.</summary>
public enum Responsibility
{
    /// <summary>第一责任人</summary>
    First,
    /// <summary>直接责任人</summary>
    Direct,
}
