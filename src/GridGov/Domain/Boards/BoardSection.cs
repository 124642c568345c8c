namespace GridGov.Domain.Boards;

/// <summary>A part of a public board that the office shows or leaves out.</summary>
public enum BoardSection
{
    /// <summary>网格长: the heads of the grid and of the grids above it.</summary>
    Heads,
    /// <summary>十大服务员: the ten service roles.</summary>
    ServiceRoles,
    /// <summary>服务团队: the grid workers and the public groups.</summary>
    Team,
    /// <summary>活动阵地: the public venues.</summary>
    Venue,
    /// <summary>办公电话: the office's telephone number and address.</summary>
    OfficePhone,
    /// <summary>待认领需求: the published needs that can be claimed.</summary>
    Needs,
    /// <summary>一刻钟服务圈: the public service points within 15 minutes' walk.</summary>
    Circle,
    /// <summary>办结率: the rate by the measure that the office chose.</summary>
    ResolutionRate,
}
