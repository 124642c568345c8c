using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Statistics.Together;

/// <summary>The filters of measures of needs, meetings and points; several values mean any, an empty list does not limit.</summary>
public sealed record TogetherCriteria
{
    public static readonly TogetherCriteria None = new();

    /// <summary>Groups (组织); null means rows without one.</summary>
    public IReadOnlyList<Id?> Groups { get; init; } = [];

    public IReadOnlyList<NeedKind> NeedKinds { get; init; } = [];

    public IReadOnlyList<MeetingKind> MeetingKinds { get; init; } = [];

    internal bool IsEmpty => Groups.Count + NeedKinds.Count + MeetingKinds.Count == 0;

    /// <summary>Whether a measure's rows have all of them.</summary>
    internal bool IsOf(TogetherMeasure measure) =>
        (NeedKinds.Count == 0 || measure.Kind == Dimension.NeedKind) && (MeetingKinds.Count == 0 || measure.Kind == Dimension.MeetingKind);

    /// <summary>SQL on rows with a group and a kind, beginning with AND.</summary>
    internal string ToCondition(string group, string kind, DynamicParameters parameters)
    {
        var groups = Groups.OfType<Id>().ToList();
        var ofGroups = groups.Count == 0 ? "" : $"{group} IN {InList.Of(parameters, "group", groups)}";
        return (Groups.Count, groups.Count) switch
        {
            (0, _) => "",
            (_, 0) => $" AND {group} IS NULL",
            var (all, named) => all > named ? $" AND ({ofGroups} OR {group} IS NULL)" : $" AND {ofGroups}",
        }
            + (NeedKinds.Count == 0 ? "" : $" AND {kind} IN {InList.Of(parameters, "needKind", NeedKinds)}")
            + (MeetingKinds.Count == 0 ? "" : $" AND {kind} IN {InList.Of(parameters, "meetingKind", MeetingKinds)}");
    }
}
