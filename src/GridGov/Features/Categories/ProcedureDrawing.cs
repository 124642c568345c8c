using System.Globalization;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Deadlines;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Procedures;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>Draws the procedure of a category from the lifecycle, the posts' capabilities, the operations and the category.</summary>
sealed class ProcedureDrawing(CategoryRow category, LocalizedText role, TicketVerbs verbs)
{
    public static async Task<Procedure?> Find(Tx tx, string code, TicketVerbs verbs)
    {
        if (await CategoryRow.Find(tx, code) is not { } category)
            return null;
        var role = await tx.QuerySingle<RoleRow>(FindRole, new { category.Role });
        return new ProcedureDrawing(category, new(role!.NameZh, role.NameEn), verbs).Draw();
    }

    Procedure Draw()
    {
        var table = ProcedureTable.Of(category.Kind, category.Confidential);
        var automatic = DeadlineProcessor.AutomaticActions(category.EscalateWhenRed);
        return new Procedure(
            category.Code, category.NameZh, category.NameEn, category.Kind, category.Programme, category.Urgency, category.Confidential,
            new Procedure.ServiceRole(category.Role, Procedure.Text.Of(role)),
            category.FilingCriteria, category.ClosingCriteria, category.Basis,
            [.. Enum.GetValues<ClockStage>().Select(stage => ClockOf(stage, table))],
            ByUrgency(new ContactLimits(Limit.Parse(category.ContactLimit), Limit.Parse(category.UrgentContactLimit), 0).Of),
            [.. table.FiledBy.Select(post => PostOf(post, []))],
            [.. table.Steps.Select((step, i) => new Procedure.Step(
                i + 1, step.From, step.Action, NameOf(step.Action), step.To, Lifecycle.StageOf(step.From), PostsOf(step.Posts),
                automatic.Contains(step.Action), GivenTo(step.Action), RequirementsOf(step.Action), RefusalsOf(step.Refusals)))],
            [.. table.Acts.Select(act => new Procedure.Act(
                act.Action, NameOf(act.Action), act.From, PostsOf(act.Posts), GivenTo(act.Action), RequirementsOf(act.Action),
                RefusalsOf(act.Refusals)))],
            category.RetiredAt);
    }

    static Procedure.Text NameOf(TicketAction action) => Procedure.Text.Of(Labels.Of(action));

    Procedure.Clock ClockOf(ClockStage stage, ProcedureTable table)
    {
        var limit = Limit.Parse(stage switch
        {
            ClockStage.Accept => category.AcceptLimit,
            ClockStage.Dispatch => category.DispatchLimit,
            ClockStage.Handle => category.HandleLimit,
            ClockStage.Check => category.CheckLimit,
        });
        return new Procedure.Clock(stage, Procedure.Text.Of(Labels.Of(stage)),
            [.. table.Statuses.Where(status => ClockStages.Of(status) == stage)], ByUrgency(limit.ForUrgency));
    }

    static Procedure.Limits ByUrgency(Func<Urgency, Limit> limit) =>
        new(InWords(limit(Urgency.Routine)), InWords(limit(Urgency.Urgent)), InWords(limit(Urgency.GreenChannel)));

    static Procedure.TimeLimit InWords(Limit limit)
    {
        var (number, unit) = (limit.Amount.ToString("0.###", CultureInfo.InvariantCulture), Labels.Of(limit.Clock));
        return new Procedure.TimeLimit(limit.ToString(), new($"{number}{unit.Zh}", $"{number} {unit.En}"));
    }

    static IReadOnlyList<Procedure.Post> PostsOf(IEnumerable<PermittedPost> posts) =>
        [.. posts.Select(post => PostOf(post.Post, post.Conditions))];

    static Procedure.Post PostOf(PostKind post, IReadOnlyList<StepCondition> conditions)
    {
        var rules = conditions.Select(StepConditions.LabelOf).ToList();
        return new Procedure.Post(post, Procedure.Text.Of(Labels.Of(post)), conditions, rules.Count == 0
            ? null
            : new(string.Join('，', rules.Select(rule => rule.Zh)), string.Join(", ", rules.Select(rule => rule.En))));
    }

    /// <summary>Who gets the ticket or the work: officers and instructors of the category's role before others.</summary>
    IReadOnlyList<Procedure.Post> GivenTo(TicketAction action)
    {
        var needs = verbs.RequiredProperties(action);
        GivenWork? work = needs.Contains("handlerId") ? GivenWork.Dispatch
            : needs.Contains("verifierId") ? GivenWork.Verify
            : needs.Contains("participants") ? GivenWork.Summon
            : null;
        return work is null ? [] : [.. CurrentPost.KindsFor(work.Value).Select(post => PostOf(post, []) with { Rule = RuleOf(post) })];

        Procedure.Text? RuleOf(PostKind post) =>
            work == GivenWork.Dispatch && post is PostKind.ServiceOfficer or PostKind.Instructor
                ? new($"首选{role.Zh}", $"{role.En} first")
                : null;
    }

    IReadOnlyList<Procedure.Requirement> RequirementsOf(TicketAction action)
    {
        var required = verbs.RequiredProperties(action)
            .Select(property => new Procedure.Requirement(property, Procedure.Text.Of(RequiredPropertyLabels.All[property])));
        return category.RequiresAfterPhoto && verbs.NeedsAfterPhoto(action)
            ? [.. required, new Procedure.Requirement(
                RequiredPropertyLabels.AfterPhotoName, Procedure.Text.Of(RequiredPropertyLabels.AfterPhoto))]
            : [.. required];
    }

    static IReadOnlyList<Procedure.Refusal> RefusalsOf(IEnumerable<string> codes) =>
        [.. codes.Select(code => new Procedure.Refusal(code, Procedure.Text.Of(ProblemCatalogue.All[code].Title)))];

    sealed record RoleRow
    {
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
    }

    const string FindRole = "SELECT name_zh, name_en FROM service_roles WHERE code = @Role";
}
