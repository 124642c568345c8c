using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>The working hours of a grid and everything below it, or of the deployment.</summary>
/// <param name="Grid">The grid's code; * for the whole deployment.</param>
/// <param name="Rules">
/// The rules. On a day the rule of the lowest grid applies; of one grid's, a season's before others, then the later first day. Without
/// a rule the hours are 08:00-12:00 and 14:00-18:00.
/// </param>
/// <param name="Version">Grows by 1 with every change; it is the ETag. 1 while nothing is stored.</param>
public sealed record GridHours(string Grid, IReadOnlyList<GridHours.Rule> Rules, long Version) : IVersioned
{
    /// <summary>Working hours of all year, of a season, or from a day on.</summary>
    /// <param name="Hours">The hours of a working day in order, 1 to 6, such as 08:30-12:00; a day may end at 24:00.</param>
    /// <param name="SeasonFrom">The first day of the season of every year, MM-dd; together with seasonTo.</param>
    /// <param name="SeasonTo">The last day of the season, MM-dd; before seasonFrom it lies in the next year.</param>
    /// <param name="ValidFrom">The first day on which the rule applies, yyyy-MM-dd; without it, always.</param>
    public sealed record Rule(
        IReadOnlyList<string> Hours, string? SeasonFrom = null, string? SeasonTo = null, DateOnly? ValidFrom = null)
    {
        public sealed class Validator : AbstractValidator<Rule>
        {
            public Validator()
            {
                RuleFor(r => r.Hours).Cascade(CascadeMode.Stop)
                    .Must(hours => hours.Count is > 0 and <= 6).WithErrorCode("wrong_length")
                    .Must(hours => hours.All(text => WorkSpan.TryParse(text, out _))).WithErrorCode("wrong_format")
                    .Must(InOrder).WithErrorCode("out_of_range")
                    .WithMessage("各时段须按先后排列，互不重叠。", "The spans must follow one another without overlap.");
                RuleFor(r => r.SeasonFrom).Must(IsSeasonDay).WithErrorCode("wrong_format");
                RuleFor(r => r.SeasonTo).Must(IsSeasonDay).WithErrorCode("wrong_format");
                RuleFor(r => r.SeasonFrom).NotNull().When(r => r.SeasonTo is not null);
                RuleFor(r => r.SeasonTo).NotNull().When(r => r.SeasonFrom is not null);
                RuleFor(r => r.ValidFrom).Must(day => day is null or { Year: >= 1990 and <= 2200 }).WithErrorCode("out_of_range");
            }

            static bool IsSeasonDay(string? text) => text is null || SeasonDay.TryParse(text, out _);

            static bool InOrder(IReadOnlyList<string> hours)
            {
                var spans = hours.Select(Parse).ToList();
                return spans.Zip(spans.Skip(1)).All(pair => pair.First.To <= pair.Second.From);
            }
        }

        internal (string? From, string? To, DateOnly? Since) Key => (SeasonFrom, SeasonTo, ValidFrom);

        internal WorkingHours ToHours(string grid) => new(
            grid == GridCode.Everywhere ? null : grid, DayOf(SeasonFrom), DayOf(SeasonTo), ValidFrom, [.. Hours.Select(Parse)]);

        internal static Rule Of(WorkingHours hours) => new(
            [.. hours.Spans.Select(span => span.ToString())], SeasonDay.Format(hours.SeasonFrom), SeasonDay.Format(hours.SeasonTo),
            hours.ValidFrom);

        static WorkSpan Parse(string text) => WorkSpan.TryParse(text, out var span) ? span : default;

        static int? DayOf(string? text) => SeasonDay.TryParse(text, out var day) ? day : null;
    }

    internal static GridHours Of(WorkingHoursStore.Entry entry) => new(entry.Grid, [.. entry.Rules.Select(Rule.Of)], entry.Version);

    /// <summary>Whether the caller may read a grid's hours; those of the deployment and of grids above apply to the caller too.</summary>
    internal static bool IsReadable(Actor actor, string grid) =>
        actor.ScopeOf(Capability.GridRead).Roots.Any(root => GridCode.Covers(root, grid) || GridCode.Covers(grid, root));

    internal static async Task<Results<Ok<GridHours>, NotFound, ProblemHttpResult>> Write(
        Tx tx, Actor actor, string grid, IReadOnlyList<Rule> rules, IfMatch version, string? reason)
    {
        if (grid != GridCode.Everywhere && !await GetLocalCalendar.Exists(tx, actor, grid))
            return TypedResults.NotFound();
        if (actor.PostsFor(Capability.CalendarManage, grid).FirstOrDefault() is not { } post)
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CalendarManage));
        var before = await WorkingHoursStore.Find(tx, grid);
        if (before.Version != version.Version)
            return Problems.StaleVersion(before.Version);
        List<WorkingHours> after = [.. rules.Select(rule => rule.ToHours(grid))];
        if (before.Rules.Count == after.Count && before.Rules.Zip(after).All(pair => pair.First.Matches(pair.Second)))
            return TypedResults.Ok(Of(before));
        var next = await WorkingHoursStore.Replace(tx, before, after);
        var action = after.Count == 0 ? "remove" : "edit";
        await Journal.Append(tx, new JournalEntry(WorkingHoursStore.JournalKind, grid, grid, action, actor.Id, next)
        {
            Post = post.Kind,
            Reason = reason,
            Payload = new { From = before.Rules.Select(Rule.Of), To = rules },
        });
        return TypedResults.Ok(Of(new WorkingHoursStore.Entry(grid, after, next)));
    }
}
