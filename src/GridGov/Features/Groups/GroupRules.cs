using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Groups;

/// <summary>Rules that operations on groups share.</summary>
static class GroupRules
{
    public static IRuleBuilderOptions<T, string?> GroupNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MatchesWhole("^[0-9A-Za-z][0-9A-Za-z._/#-]{0,59}$");

    /// <summary>Checks the caller's scope first, then the version, then whether the group has ended.</summary>
    public static ProblemHttpResult? Check(this GroupRow group, Actor actor, IfMatch version) =>
        CheckManager(actor, group.GridCode)
        ?? (group.Version != version.Version ? Problems.StaleVersion(group.Version) : group.CheckNotEnded());

    /// <summary>The refusal of whatever is done with a group; null when the caller may do it now.</summary>
    public static ProblemHttpResult? Check(this GroupRow group, Actor actor) =>
        CheckManager(actor, group.GridCode) ?? group.CheckNotEnded();

    static ProblemHttpResult? CheckNotEnded(this GroupRow group) =>
        group.EndedAt is not null ? Problems.Of("group-ended", group.Name) : null;

    public static ProblemHttpResult? CheckManager(Actor actor, string grid) => actor.ScopeOf(Capability.GroupManage).Covers(grid)
        ? null
        : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GroupManage));
}
