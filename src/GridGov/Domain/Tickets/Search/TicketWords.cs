using GridGov.Data.Search;
using GridGov.Domain.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.Tickets.Search;

/// <summary>
/// Keeps the words by which a ticket is found in step with its row and its comments, in their transaction. A confidential ticket has its
/// number alone, because only masks of its words come here.
/// </summary>
static class TicketWords
{
    /// <summary>Comments after this many characters of a ticket's comments are not searched.</summary>
    public const int MaxComments = 20_000;

    /// <param name="comments">The folded comments; null without any.</param>
    public static SearchWords Of(
        string number, string category, bool confidential, (FreeText Description, FreeText? Address, FreeText? Result) texts,
        string? comments)
    {
        var filed = new[] { texts.Description.MaskedIf(confidential), texts.Address?.MaskedIf(confidential) }.OfType<string>();
        var result = texts.Result?.MaskedIf(confidential);
        return new SearchWords(
            SearchNumber.Delimited(number), string.Join('\n', filed.Select(SearchText.Fold)),
            result is null ? null : SearchText.Fold(result),
            confidential ? null : comments, category);
    }

    static SearchWords Of(TicketRow row, string? comments) =>
        Of(row.Number, row.Category, row.Confidential, (row.Description, row.Address, row.Result), comments);

    /// <param name="text">A comment as everybody who may read the ticket reads it.</param>
    public static string WithComment(string? comments, string text) => comments is null ? SearchText.Fold(text)
        : comments.Length > MaxComments ? comments
        : $"{comments}\n{SearchText.Fold(text)}";

    public static Task OnFiling(Tx tx, TicketRow row) => tx.Dialect.Search.Insert(tx, row.Id, Of(row, comments: null));

    public static async Task OnUpdate(Tx tx, TicketRow before, TicketRow after)
    {
        if (before.Confidential == after.Confidential && before.Category == after.Category && Equals(before.Result, after.Result)
            && before.Description.Equals(after.Description) && Equals(before.Address, after.Address))
            return;
        var stored = await Find(tx, after.Id);
        await Save(tx, after.Id, stored, Of(after, before.Confidential ? null : stored?.Comments));
    }

    /// <summary>Adds a comment, after the event of it has locked the ticket.</summary>
    public static async Task OnComment(Tx tx, TicketRow row, FreeText text)
    {
        if (row.Confidential)
            return;
        // The row may be older than the lock, so only the comments are taken from here.
        var stored = await Find(tx, row.Id);
        var comments = WithComment(stored?.Comments, row.MaskText(text));
        await Save(tx, row.Id, stored, stored is null ? Of(row, comments) : stored with { Comments = comments });
    }

    /// <summary>Writes what differs; a ticket that the build has not reached yet has no words.</summary>
    public static Task Save(Tx tx, Id id, SearchWords? stored, SearchWords words) =>
        stored is null ? tx.Dialect.Search.Insert(tx, id, words)
        : stored == words ? Task.CompletedTask
        : tx.Dialect.Search.Replace(tx, id, stored, words);

    public static Task<SearchWords?> Find(Tx tx, Id id) => tx.QuerySingle<SearchWords>(FindStored, new { Id = id });

    const string FindStored = "SELECT number, filed, result, comments, category FROM search_words WHERE id = @Id";
}
