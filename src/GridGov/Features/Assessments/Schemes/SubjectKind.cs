namespace GridGov.Features.Assessments.Schemes;

/// <summary>What an assessment is of.</summary>
public enum SubjectKind
{
    /// <summary>网格: a grid, county or city with all below it.</summary>
    Grid,
    /// <summary>评比: the grids of one level below it, side by side.</summary>
    Level,
    /// <summary>服务角色: the tickets of one service role in it.</summary>
    Role,
    /// <summary>个人: what one person did in it.</summary>
    Person,
}
