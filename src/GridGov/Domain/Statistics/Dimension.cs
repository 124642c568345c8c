namespace GridGov.Domain.Statistics;

/// <summary>A dimension for grouping figures.</summary>
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
    /// <summary>First-level categories.</summary>
    CategoryGroup,
    /// <summary>Second-level categories.</summary>
    Category,
    /// <summary>事件, 部件, 社情</summary>
    Kind,
    /// <summary>Service roles in charge.</summary>
    Role,
    /// <summary>The current or last handler; for dispatches, the person dispatched to.</summary>
    Handler,
    /// <summary>Handlers in the post of a department (专业部门); all others together are none.</summary>
    Department,
    /// <summary>The source of the ticket.</summary>
    Source,
    /// <summary>一般, 紧急, 绿色通道</summary>
    Urgency,
    /// <summary>行动: campaigns; records outside campaigns are none.</summary>
    Campaign,
    /// <summary>Those who made the records.</summary>
    Person,
    /// <summary>周期: cycles of campaigns by their first day; records outside campaigns are none.</summary>
    Cycle,
    /// <summary>组织: groups; needs, claims, meetings and points of none are none.</summary>
    Group,
    /// <summary>Kinds of needs.</summary>
    NeedKind,
    /// <summary>Kinds of meetings.</summary>
    MeetingKind,
    /// <summary>Days.</summary>
    Day,
    /// <summary>Weeks from Monday, numbered by ISO 8601.</summary>
    Week,
    /// <summary>Months.</summary>
    Month,
    /// <summary>Quarters.</summary>
    Quarter,
    /// <summary>Years.</summary>
    Year,
}

public static class Dimensions
{
    /// <summary>The key of tickets without a handler, or without one in a department, and of records outside campaigns.</summary>
    public const string None = GridGov.Api.Binding.QueryValues.None;

    public static bool IsTime(this Dimension dimension) =>
        dimension is Dimension.Day or Dimension.Week or Dimension.Month or Dimension.Quarter or Dimension.Year;

    /// <summary>The code length of a grid level; null for other dimensions.</summary>
    public static int? Digits(this Dimension dimension) => dimension switch
    {
        Dimension.County => 6,
        Dimension.Level1 => 9,
        Dimension.Level2 => 12,
        Dimension.Level3 => 15,
        _ => null,
    };

    /// <summary>Whether measures of going out have it and those of tickets do not.</summary>
    public static bool IsOfGoingOut(this Dimension dimension) =>
        dimension is Dimension.Campaign or Dimension.Person or Dimension.Cycle;

    /// <summary>Whether measures of needs, meetings and points have it and the others do not.</summary>
    public static bool IsTogether(this Dimension dimension) =>
        dimension is Dimension.Group or Dimension.NeedKind or Dimension.MeetingKind;

    /// <summary>Whether measures of tickets have it and the others do not.</summary>
    public static bool IsOfTickets(this Dimension dimension) =>
        !dimension.IsOfGoingOut() && !dimension.IsTogether() && !dimension.IsTime() && dimension.Digits() is null;

    internal static bool IsStored(this Dimension dimension) =>
        dimension.IsTime() || dimension.Digits() is not null || dimension.NeedsCategory() || dimension is Dimension.Programme;

    /// <summary>Whether it needs the counters by category and role.</summary>
    internal static bool NeedsCategory(this Dimension dimension) =>
        dimension is Dimension.CategoryGroup or Dimension.Category or Dimension.Role;
}
