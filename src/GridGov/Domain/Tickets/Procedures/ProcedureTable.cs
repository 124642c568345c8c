using System.Collections.Concurrent;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Procedures;

/// <summary>A post that may act, where all the conditions hold. A post that may act in two ways stands twice.</summary>
public sealed record PermittedPost(PostKind Post, IReadOnlyList<StepCondition> Conditions);

/// <summary>An action that brings a ticket from a status to another one, or back to the same.</summary>
/// <param name="Refusals">The codes of what else can refuse it, by the state of the ticket.</param>
public sealed record ProcedureStep(
    TicketStatus From, TicketAction Action, TicketStatus To, IReadOnlyList<PermittedPost> Posts, IReadOnlyList<string> Refusals);

/// <summary>An action that leaves the status as it is.</summary>
public sealed record ProcedureAct(
    TicketAction Action, IReadOnlyList<TicketStatus> From, IReadOnlyList<PermittedPost> Posts, IReadOnlyList<string> Refusals);

/// <summary>
/// The procedure of the tickets of one kind, drawn from the lifecycle by asking it: every post at every level, related to the ticket in
/// every way. So the procedure has no table of its own.
/// </summary>
/// <param name="FiledBy">The posts that file tickets.</param>
public sealed record ProcedureTable(
    IReadOnlyList<PostKind> FiledBy, IReadOnlyList<ProcedureStep> Steps, IReadOnlyList<ProcedureAct> Acts)
{
    static readonly ConcurrentDictionary<(TicketKind, bool), ProcedureTable> Known = new();

    public static ProcedureTable Of(TicketKind kind, bool confidential) =>
        Known.GetOrAdd((kind, confidential), static ticket => Draw(ticket.Item1, ticket.Item2));

    /// <summary>The statuses that a ticket can reach, in the order of the lifecycle.</summary>
    public IEnumerable<TicketStatus> Statuses =>
        Steps.SelectMany(step => new[] { step.From, step.To }).Distinct().Order();

    static ProcedureTable Draw(TicketKind kind, bool confidential)
    {
        var steps = new List<ProcedureStep>();
        var open = new Queue<TicketStatus>([TicketStatus.Submitted]);
        var reached = new HashSet<TicketStatus>(open);
        while (open.TryDequeue(out var from))
        {
            foreach (var action in Actions(moving: true))
            {
                foreach (var step in StepsOf(kind, confidential, from, action))
                {
                    steps.Add(step);
                    if (reached.Add(step.To))
                        open.Enqueue(step.To);
                }
            }
        }
        return new ProcedureTable(
            [.. Enum.GetValues<PostKind>().Where(post => PostRights.Of(post).Contains(Capability.TicketFile))],
            [.. steps.OrderBy(step => step.From).ThenBy(step => step.Action).ThenBy(step => step.To)],
            [.. Actions(moving: false).SelectMany(action => ActsOf(kind, confidential, action, reached))]);
    }

    static IEnumerable<TicketAction> Actions(bool moving) =>
        Enum.GetValues<TicketAction>().Where(action => Lifecycle.ActionsWithoutTransition.ContainsKey(action) != moving);

    /// <summary>One step for each status that it leads to: what reverting a merge gives back depends on what the ticket was.</summary>
    static IEnumerable<ProcedureStep> StepsOf(TicketKind kind, bool confidential, TicketStatus from, TicketAction action) =>
        Lifecycle.Transitions.ContainsKey((from, action))
            ? new[] { true, false }
                .Select(established => new LifecycleProbe(kind, confidential, from, action, established))
                .Where(probe => probe.To is not null)
                .GroupBy(probe => probe.To!.Value)
                .Select(led => new ProcedureStep(from, action, led.Key, led.First().Posts, led.First().Refusals))
            : [];

    static IEnumerable<ProcedureAct> ActsOf(TicketKind kind, bool confidential, TicketAction action, HashSet<TicketStatus> reached) =>
        reached.Order()
            .Select(status => (Status: status, Probe: new LifecycleProbe(kind, confidential, status, action, established: true)))
            .Where(asked => asked.Probe.To is not null)
            .GroupBy(asked => Key(asked.Probe.Posts), StringComparer.Ordinal)
            .Select(alike => new ProcedureAct(
                action, [.. alike.Select(asked => asked.Status)], alike.First().Probe.Posts, alike.First().Probe.Refusals));

    static string Key(IReadOnlyList<PermittedPost> posts) =>
        string.Join(';', posts.Select(post => $"{post.Post}:{string.Join(',', post.Conditions)}"));
}
