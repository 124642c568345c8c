using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>The data of the category and the grid; without a grid name the grid is not in the caller's scope.</summary>
sealed record FilingPlace
{
    public string? ParentCode { get; init; }
    public required string CategoryName { get; init; }
    public required TicketKind Kind { get; init; }
    public required Programme Programme { get; init; }
    public required string Role { get; init; }
    public required Urgency Urgency { get; init; }
    public required Limit AcceptLimit { get; init; }
    public required ContactLimits ContactLimits { get; init; }
    public Instant? CategoryRetiredAt { get; init; }
    public string? CategorySuccessor { get; init; }
    public string? GridName { get; init; }
    public int? GridLevel { get; init; }
    public Instant? GridRetiredAt { get; init; }
    public bool Confidential { get; init; }

    public static FilingPlace Read(Columns c) => new()
    {
        ParentCode = c.TextOrNull(),
        CategoryName = c.Text(),
        Kind = c.Enum<TicketKind>(),
        Programme = c.Enum<Programme>(),
        Role = c.Text(),
        Urgency = c.Enum<Urgency>(),
        AcceptLimit = Limit.Parse(c.Text()),
        ContactLimits = new ContactLimits(Limit.Parse(c.Text()), Limit.Parse(c.Text()), c.Long()),
        CategoryRetiredAt = c.InstantOrNull(),
        CategorySuccessor = c.TextOrNull(),
        GridName = c.TextOrNull(),
        GridLevel = c.IntOrNull(),
        GridRetiredAt = c.InstantOrNull(),
        Confidential = c.Flag(),
    };

    /// <summary>The refusal of a category for what is filed or amended now.</summary>
    /// <param name="successor">The category that it was moved to, if any.</param>
    /// <param name="pointer">Where the category stands in the request.</param>
    public static ProblemHttpResult? CheckCategory(
        string code, string? successor, bool isRetired, bool isGroup, string pointer = "/category") =>
        successor is not null ? Problems.At(pointer, "category-moved", code, successor)
        : isRetired ? Problems.At(pointer, "category-retired", code)
        : isGroup ? Problems.At(pointer, "category-not-leaf", code)
        : null;

    // One statement reads both, because filing is the most frequent write.
    public const string Find = $"""
        SELECT c.parent_code, c.name_zh AS category_name, c.kind, c.programme, c.role, c.urgency, c.accept_limit,
               c.contact_limit, c.urgent_contact_limit, {WorkingCalendars.RevisionSql} AS calendar_revision,
               c.retired_at AS category_retired_at, c.successor_code,
               g.name AS grid_name, g.level AS grid_level, g.retired_at AS grid_retired_at, c.confidential
          FROM categories c
          LEFT JOIN grids g ON g.code = @Grid AND @scope(g.code)
         WHERE c.code = @Category
        """;
}
