namespace GridGov.Domain.Tickets.Search;

/// <summary>Where a word of a search is.</summary>
public enum HitField
{
    Number,
    Description,
    Address,
    Result,
    Comment,
    /// <summary>The name of the category, or of its group.</summary>
    Category,
    /// <summary>The name of the grid, or of one above it.</summary>
    Grid,
}

/// <summary>A text of a ticket with words of the search.</summary>
/// <param name="Field">The text.</param>
/// <param name="Pieces">Its part around the first hit, in order: joined, they are that part as it was written.</param>
public sealed record TicketHit(HitField Field, IReadOnlyList<TicketHit.Piece> Pieces)
{
    /// <summary>A piece of a text.</summary>
    /// <param name="Text">The piece as it was written.</param>
    /// <param name="Hit">Whether it is what was searched for.</param>
    public sealed record Piece(string Text, bool Hit);
}
