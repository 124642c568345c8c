namespace GridGov.Features.Assessments.Schemes;

/// <summary>The kind of an assessment's subject.</summary>
public enum SubjectKind
{
    /// <summary>网格: a grid, county or city with everything below it.</summary>
    Grid,
    /// <summary>评比: a comparison of the grids of one level.</summary>
    Level,
    /// <summary>服务角色: the tickets of one service role in a grid.</summary>
    Role,
    /// <summary>个人: one person's work in a grid.</summary>
    Person,
}
