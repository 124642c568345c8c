using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>
/// Answer templates in use of a retired grid go on in each of its successors, as its posts do: the first takes them over, and each further
/// one gets a copy. Retired templates keep their grid.
/// </summary>
static class FollowingAnswerTemplates
{
    /// <param name="counts">Counts the templates by the grid that they leave and each grid that has them now.</param>
    public static async Task Move(
        Tx tx, Actor actor, string grid, IReadOnlyList<string> successors, string reason, FollowingCounts? counts = null)
    {
        if (successors.Count == 0)
            return;
        var post = actor.PostsFor(Capability.GridManage, grid).First().Kind;
        foreach (var template in await tx.Query<AnswerTemplateRow>(ListInUse, new { Grid = grid }))
        {
            foreach (var (i, successor) in successors.Index())
            {
                var entry = i == 0
                    ? await MoveTo(tx, template, actor.Id, successor)
                    : await CopyTo(tx, template, actor.Id, successor);
                await Journal.Append(tx, entry with { Post = post, Reason = reason });
                counts?.Add(grid, successor);
            }
        }
    }

    static async Task<JournalEntry> MoveTo(Tx tx, AnswerTemplateRow template, Id actor, string to)
    {
        await tx.Execute(SetGrid, new { template.Id, Grid = to });
        return new JournalEntry(AnswerTemplateRow.Subject, template.Id.ToString(), to, "follow", actor, template.Version + 1)
        {
            Payload = new { From = template.GridCode },
        };
    }

    static async Task<JournalEntry> CopyTo(Tx tx, AnswerTemplateRow template, Id actor, string to)
    {
        var copy = template with { Id = tx.NewId(), GridCode = to, CreatedAt = tx.Now, Version = 1 };
        await copy.Insert(tx, actor);
        return new JournalEntry(AnswerTemplateRow.Subject, copy.Id.ToString(), to, "create", actor, copy.Version)
        {
            Payload = new
            {
                copy.Category, copy.Action, copy.Title, copy.TextZh, copy.TextEn, From = template.GridCode, CopyOf = template.Id.ToString(),
            },
        };
    }

    const string ListInUse = AnswerTemplateRow.Select + " WHERE x.grid_code = @Grid AND x.retired_at IS NULL ORDER BY x.id";

    const string SetGrid = "UPDATE answer_templates SET grid_code = @Grid, version = version + 1 WHERE id = @Id";
}
