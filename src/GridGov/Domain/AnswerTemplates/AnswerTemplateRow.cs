using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Domain.AnswerTemplates;

sealed record AnswerTemplateRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "answer_template";

    /// <summary>
    /// They are words of the office to the public, as the public board is. So those who manage the board write them: heads and
    /// dispatchers of the street, and not only the administrators of the deployment, to whom categories belong.
    /// </summary>
    public const Capability Manage = Capability.BoardManage;

    public required Id Id { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public string? Category { get; init; }
    public required AnswerAction Action { get; init; }
    public required string Title { get; init; }
    public required string TextZh { get; init; }
    public required string TextEn { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RetiredAt { get; init; }
    public required long Version { get; init; }

    public AnswerTemplate ToTemplate() => new(
        Id, new AnswerTemplate.GridRef(GridCode, GridName), Category, Action, Title, TextZh, TextEn, CreatedAt, RetiredAt, Version);

    /// <summary>A template that the caller may use.</summary>
    public static Task<AnswerTemplateRow?> Find(Tx tx, Actor actor, Id id)
    {
        var parameters = SqlParameters.Of(new { Id = id });
        return tx.QuerySingle<AnswerTemplateRow>(
            $"{Select} WHERE x.id = @Id AND {Usable(parameters, actor)}", parameters, actor.ScopeOf(Capability.GridRead));
    }

    /// <summary>The condition that a template is of a grid of the caller's, of one below, or of one above.</summary>
    public static string Usable(DynamicParameters parameters, Actor actor)
    {
        // No grid has the empty code, so that the list is never empty.
        var above = InList.Of(parameters, "above", actor.Posts.SelectMany(post => Above(post.Grid)).Append(""));
        return $"(@scope(x.grid_code) OR x.grid_code IN {above})";
    }

    /// <summary>The codes of a grid and of those above it.</summary>
    public static IEnumerable<string> Above(string grid) =>
        GridGov.Data.GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]);

    /// <summary>Checks the caller's scope first, then the version, then whether it is retired.</summary>
    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Manage).Covers(GridCode))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Manage));
        if (Version != version.Version)
            return Problems.StaleVersion(Version);
        return RetiredAt is null ? null : Problems.Of("answer-template-retired");
    }

    /// <summary>The event of its present version.</summary>
    public JournalEntry Event(Actor actor, string action, object? payload = null) =>
        new(Subject, Id.ToString(), GridCode, action, actor.Id, Version)
        {
            Post = actor.PostsFor(Manage, GridCode).First().Kind,
            Payload = payload,
        };

    public Task Insert(Tx tx, Id createdBy) => tx.Execute(InsertRow, new
    {
        Id, GridCode, Category, Action, Title, TextZh, TextEn, CreatedAt, CreatedBy = createdBy,
    });

    public object ToPayload() => new { Category, Action, Title, TextZh, TextEn };

    /// <summary>The address of the templates for an action on a ticket; null for an action without an answer to the public.</summary>
    public static string? AddressFor(TicketRow ticket, TicketAction action) =>
        Codes<AnswerAction>.TryParse(action.ToCode(), out var answer)
            ? $"/v1/answer-templates?action={answer.ToCode()}&category={ticket.Category}&grid={ticket.GridCode}"
            : null;

    public const string Select = """
        SELECT x.id, x.grid_code, g.name AS grid_name, x.category, x.action, x.title, x.text_zh, x.text_en, x.created_at, x.retired_at,
               x.version
          FROM answer_templates x
          JOIN grids g ON g.code = x.grid_code
        """;

    const string InsertRow = """
        INSERT INTO answer_templates (id, grid_code, category, action, title, text_zh, text_en, created_at, created_by, version)
        VALUES (@Id, @GridCode, @Category, @Action, @Title, @TextZh, @TextEn, @CreatedAt, @CreatedBy, 1)
        """;
}
