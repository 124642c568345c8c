namespace GridGov.Domain.Meetings.Series;

/// <summary>What is done with a series of meetings.</summary>
public enum SeriesAction
{
    /// <summary>安排会议: plans a meeting of it, or records one that was held.</summary>
    Plan,
    /// <summary>修改: gives it another title or last day.</summary>
    Edit,
    /// <summary>终止: ends it.</summary>
    End,
}
