namespace GridGov.Domain.Statistics;

/// <summary>By what figures are grouped.</summary>
public enum Dimension
{
    /// <summary>区县</summary>
    County,
    /// <summary>Streets and towns.</summary>
    Level1,
    /// <summary>Communities and villages.</summary>
    Level2,
    /// <summary>Unit grids.</summary>
    Level3,
    /// <summary>The two programmes.</summary>
    Programme,
    /// <summary>Categories of the first level.</summary>
    CategoryGroup,
    /// <summary>Categories of the second level.</summary>
    Category,
    /// <summary>事件, 部件, 社情</summary>
    Kind,
    /// <summary>Service roles in charge.</summary>
    Role,
    /// <summary>Who has it in hand or handled it last; of dispatches, to whom it was.</summary>
    Handler,
    /// <summary>Handlers in the post of a department (专业部门); all others together are none.</summary>
    Department,
    /// <summary>Where it came from.</summary>
    Source,
    /// <summary>一般, 紧急, 绿色通道</summary>
    Urgency,
    /// <summary>Days.</summary>
    Day,
    /// <summary>Weeks from Monday, numbered as ISO 8601 does.</summary>
    Week,
    /// <summary>Months.</summary>
    Month,
    /// <summary>Quarters.</summary>
    Quarter,
    /// <summary>Years.</summary>
    Year,
}

/// <summary>What there is to know of each way of grouping.</summary>
public static class Dimensions
{
    /// <summary>The key of the group of tickets that have no handler, or none in a department.</summary>
    public const string None = GridGov.Api.Binding.QueryValues.None;

    /// <summary>A run of days, weeks, months, quarters or years.</summary>
    public static bool IsTime(this Dimension dimension) =>
        dimension is Dimension.Day or Dimension.Week or Dimension.Month or Dimension.Quarter or Dimension.Year;

    /// <summary>The length of the codes that group by grids; null for another kind of group.</summary>
    public static int? Digits(this Dimension dimension) => dimension switch
    {
        Dimension.County => 6,
        Dimension.Level1 => 9,
        Dimension.Level2 => 12,
        Dimension.Level3 => 15,
        _ => null,
    };

    /// <summary>Whether the counters tell these groups apart.</summary>
    internal static bool IsStored(this Dimension dimension) =>
        dimension.IsTime() || dimension.Digits() is not null || dimension.NeedsCategory() || dimension is Dimension.Programme;

    /// <summary>Whether it takes the counters that are kept for each category and role.</summary>
    internal static bool NeedsCategory(this Dimension dimension) =>
        dimension is Dimension.CategoryGroup or Dimension.Category or Dimension.Role;
}
