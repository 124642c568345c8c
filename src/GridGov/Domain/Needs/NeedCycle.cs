namespace GridGov.Domain.Needs;

/// <summary>How often a continuing need wants a record of each of its claims.</summary>
public enum NeedCycle
{
    /// <summary>每周</summary>
    Week,
    /// <summary>每月</summary>
    Month,
    /// <summary>每季度</summary>
    Quarter,
}
