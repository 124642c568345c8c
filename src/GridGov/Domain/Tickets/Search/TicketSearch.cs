using GridGov.Data.Search;
using GridGov.Text;

namespace GridGov.Domain.Tickets.Search;

/// <summary>The words of a search, with the codes of the grids and categories whose names have them.</summary>
sealed class TicketSearch
{
    const int MaxCommentHits = 3;

    readonly SearchNames names;

    TicketSearch(SearchNames names, SearchIndex index, IReadOnlyList<Word> words) =>
        (this.names, Index, Words) = (names, index, words);

    /// <summary>A word, which a ticket has itself, or in the name of its category or of a grid that it lies in.</summary>
    /// <param name="Grids">The codes of the grids.</param>
    /// <param name="InLargeGrids">Whether one of them is a street or more.</param>
    public sealed record Word(string Text, IReadOnlyList<string> Grids, IReadOnlyList<string> Categories, bool InLargeGrids)
    {
        public SearchTerm ToTerm() => new(Text, Categories);
    }

    public SearchIndex Index { get; }

    public IReadOnlyList<Word> Words { get; }

    public static async Task<TicketSearch> Of(Tx tx, string text)
    {
        var known = await SearchNames.Load(tx);
        return new TicketSearch(known, tx.Dialect.Search, [.. SearchText.Words(text).Select(WordOf)]);

        Word WordOf(string word) => new(word, known.GridsNamed(word, out var large), known.CategoriesNamed(word), large);
    }

    /// <summary>Adds to each ticket where its words are.</summary>
    public async Task<List<Ticket>> Mark(Tx tx, List<Ticket> tickets)
    {
        var words = Words.Select(word => word.Text).ToList();
        var comments = await WordsSource.LoadComments(
            tx, [.. tickets.Where(ticket => !ticket.Confidential).Select(ticket => ticket.Id)]);
        return tickets.ConvertAll(ticket => ticket with { Hits = HitsOf(ticket, comments.GetValueOrDefault(ticket.Id) ?? [], words) });
    }

    List<TicketHit> HitsOf(Ticket ticket, IReadOnlyList<string> comments, IReadOnlyList<string> words)
    {
        var hits = new List<TicketHit>();
        var ofNumber = words.Where(word => IsPartOf(ticket.Number, word)).ToList();
        if (SearchText.Mark(ticket.Number, ofNumber) is { } number)
            hits.Add(Hit(HitField.Number, number));
        Add(HitField.Description, ticket.Description);
        Add(HitField.Address, ticket.Location?.Address);
        Add(HitField.Result, ticket.Result);
        var ofComments = comments.Select(comment => SearchText.Mark(comment, words)).OfType<IReadOnlyList<SearchText.Piece>>();
        hits.AddRange(ofComments.Take(MaxCommentHits).Select(pieces => Hit(HitField.Comment, pieces)));
        foreach (var name in names.NamesOfCategory(ticket.Category))
            Add(HitField.Category, name);
        foreach (var name in names.NamesOfGrid(ticket.Grid.Code))
            Add(HitField.Grid, name);
        return hits;

        void Add(HitField field, string? text)
        {
            if (text is not null && SearchText.Mark(text, words) is { } pieces)
                hits.Add(Hit(field, pieces));
        }
    }

    static bool IsPartOf(string number, string word) =>
        SearchNumber.Delimited(number).Contains(SearchNumber.Delimited(word), StringComparison.Ordinal);

    static TicketHit Hit(HitField field, IReadOnlyList<SearchText.Piece> pieces) =>
        new(field, [.. pieces.Select(piece => new TicketHit.Piece(piece.Text, piece.IsHit))]);
}
