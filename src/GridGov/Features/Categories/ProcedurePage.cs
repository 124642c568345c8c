using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>A procedure as a page to read and print.</summary>
sealed class ProcedurePage(Procedure procedure, bool zh)
{
    static readonly LocalizedText Heading = new("权责清单", "Procedure");

    readonly StringBuilder html = new();

    public string Render()
    {
        var name = zh ? procedure.NameZh : procedure.NameEn;
        html.Append($"<h1>{Heading.In(zh)} <small>{HtmlPage.Text(name)} {procedure.Category}</small></h1>\n");
        if (procedure.RetiredAt is not null)
        {
            var retired = Say("该类别已停用，不再受理新案卷。", "The category is retired; no ticket is filed under it any more.");
            html.Append($"<p class=\"note\">{retired}</p>\n");
        }
        Terms();
        Clocks();
        Chart();
        Table(Say("步骤", "Steps"),
            [Say("序号", "No."), Say("状态", "Status"), Say("操作", "Action"), Say("之后", "Afterwards"), Say("由谁", "By whom"),
             Say("需要", "Needs"), Say("不予办理的情形", "Refused when")],
            procedure.Steps.Select(step => new[]
            {
                $"{step.Number}", Labels.Of(step.From).In(zh), step.Name.In(zh), Labels.Of(step.To).In(zh), Posts(step, zh),
                Requirements(step.Requirements, step.GivenTo), Refusals(step.Refusals),
            }));
        Table(Say("不改变状态的操作", "Actions that leave the status as it is"),
            [Say("操作", "Action"), Say("状态", "Status"), Say("由谁", "By whom"), Say("需要", "Needs"), Say("不予办理的情形", "Refused when")],
            procedure.Acts.Select(act => new[]
            {
                act.Name.In(zh), Join(act.From.Select(status => Labels.Of(status).In(zh))), Posts(act.Posts, zh),
                Requirements(act.Requirements, act.GivenTo), Refusals(act.Refusals),
            }));
        return HtmlPage.Frame(zh, $"{Heading.In(zh)} {name} {procedure.Category}", html.ToString());
    }

    /// <summary>An action and who may do it, with the conditions.</summary>
    public static string InWords(Procedure.Step step, bool zh) => $"{step.Name.In(zh)}{(zh ? "，" : ", ")}{Posts(step, zh)}";

    void Terms()
    {
        html.Append("<dl>");
        Term(Say("类型", "Kind"), Labels.Of(procedure.Kind).In(zh));
        Term(Say("专项", "Programme"), Labels.Of(procedure.Programme).In(zh));
        Term(Say("紧急程度", "Urgency"), Labels.Of(procedure.Urgency).In(zh));
        Term(Say("主责角色", "Role in charge"), procedure.Role.Name.In(zh));
        Term(Say("涉密", "Confidential"), Labels.Of(procedure.Confidential).In(zh));
        Term(Say("上报", "Filed by"), Posts(procedure.FiledBy, zh));
        Term(Say("立案条件", "Filing criteria"), procedure.FilingCriteria);
        Term(Say("结案条件", "Closing criteria"), procedure.ClosingCriteria);
        Term(Say("依据", "Basis"), procedure.Basis);
        html.Append("</dl>\n");

        void Term(string name, string? text)
        {
            if (text is not null)
                html.Append($"<dt>{name}</dt><dd>{HtmlPage.Text(text)}</dd>\n");
        }
    }

    void Clocks() => Table(Say("时限", "Time limits"),
        [Say("阶段", "Stage"), Say("计时的状态", "Counted while"), .. Enum.GetValues<Urgency>().Select(urgency => Labels.Of(urgency).In(zh))],
        [
            .. procedure.Clocks.Select(clock => Limits(
                clock.Name.In(zh), Join(clock.Statuses.Select(status => Labels.Of(status).In(zh))), clock.Limits)),
            Limits(Say("首次联系", "First contact"), Say("自上报起", "From filing"), procedure.Contact),
        ]);

    string[] Limits(string stage, string statuses, Procedure.Limits limits) =>
        [stage, statuses, .. Enum.GetValues<Urgency>().Select(urgency => urgency switch
        {
            Urgency.Routine => limits.Routine,
            Urgency.Urgent => limits.Urgent,
            Urgency.GreenChannel => limits.GreenChannel,
        }).Select(limit => limit.Text.In(zh))];

    /// <summary>One figure a stage, so that each fits on a printed page.</summary>
    void Chart()
    {
        html.Append($"<div class=\"wide\"><h2>{Say("流程图", "Flow chart")}</h2>\n");
        foreach (var stage in procedure.Steps.Select(step => step.Stage).Distinct())
        {
            html.Append($"<figure>{new ProcedureChart(procedure, zh).Render(stage)}")
                .Append($"<figcaption>{Labels.Of(stage).In(zh)}</figcaption></figure>\n");
        }
        html.Append("</div>\n");
    }

    void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        html.Append($"<h2>{title}</h2>\n<table><thead><tr>").AppendJoin("", columns.Select(column => $"<th scope=\"col\">{column}</th>"))
            .Append("</tr></thead>\n<tbody>\n");
        // Names of a few characters stay in one line.
        foreach (var row in rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select(cell =>
                $"<td{(cell.Length <= 16 ? " style=\"white-space:nowrap\"" : "")}>{HtmlPage.Text(cell)}</td>")).Append("</tr>\n");
        }
        html.Append("</tbody></table>\n");
    }

    static string Posts(Procedure.Step step, bool zh) => Posts(step.Posts, zh)
        + (step.Automatic ? zh ? "；到期自动" : "; by itself when due" : "");

    static string Posts(IEnumerable<Procedure.Post> posts, bool zh) => string.Join(zh ? "；" : "; ", posts.Select(post => post.Rule is null
        ? post.Name.In(zh)
        : post.Name.In(zh) + new LocalizedText(post.Rule.Zh, post.Rule.En).InBrackets(zh)));

    string Requirements(IReadOnlyList<Procedure.Requirement> required, IReadOnlyList<Procedure.Post> givenTo) =>
        Join(required.Select(each => each.Name.In(zh)))
        + (givenTo.Count == 0 ? "" : $" → {Posts(givenTo, zh)}");

    string Refusals(IEnumerable<Procedure.Refusal> refusals) => string.Join(' ', refusals.Select(refusal => refusal.Title.In(zh)));

    string Join(IEnumerable<string> texts) => string.Join(zh ? "、" : ", ", texts);

    string Say(string chinese, string english) => zh ? chinese : english;
}
