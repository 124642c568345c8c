using System.Text.Json;
using Dapper;
using GridGov.Data.Search;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;

namespace GridGov.Domain.Tickets.Search;

/// <summary>What the words of tickets are made of: their rows and their events.</summary>
static class WordsSource
{
    public sealed record Source(Id Id, string Number, SearchWords Words);

    /// <summary>The words that the tickets after one should have, in the order of their ids.</summary>
    public static async Task<List<Source>> Load(Tx tx, Id after, int tickets)
    {
        var rows = await tx.Query(ListTickets, TicketTexts.Read, new { After = after, Rows = tickets });
        var comments = await LoadComments(tx, [.. rows.Where(row => !row.Confidential).Select(row => row.Id)]);
        return rows.ConvertAll(row => new Source(row.Id, row.Number, TicketWords.Of(
            row.Number, row.Category, row.Confidential, (row.Description, row.Address, row.Result),
            comments.GetValueOrDefault(row.Id)?.Aggregate((string?)null, TicketWords.WithComment))));
    }

    /// <summary>The comments that the history of ordinary tickets shows: not encrypted, and not from before a ticket was hidden.</summary>
    public static async Task<Dictionary<Id, List<string>>> LoadComments(Tx tx, IReadOnlyList<Id> tickets)
    {
        var comments = new Dictionary<Id, List<string>>();
        if (tickets.Count == 0)
            return comments;
        var parameters = new DynamicParameters();
        var events = await tx.Query($"""
            SELECT j.subject, j.action, j.payload
              FROM journal j
             WHERE j.subject IN {InList.Of(parameters, "ticket", tickets.Select(ticket => ticket.ToString()))}
               AND j.subject_kind = 'ticket'
               AND (j.action = 'comment' OR (j.action = 'amend' AND j.payload LIKE '%"hides":true%'))
             ORDER BY j.seq
            """, columns => (Ticket: columns.Text(), Action: columns.Text(), Payload: columns.TextOrNull()), parameters);
        foreach (var (subject, action, payload) in events)
        {
            if (!Id.TryParseExact(subject, out var ticket))
                continue;
            if (action == "amend")
                comments.Remove(ticket);
            else if (TextOf(payload) is { } text)
                (comments.TryGetValue(ticket, out var before) ? before : comments[ticket] = []).Add(text);
        }
        return comments;
    }

    static string? TextOf(string? payload)
    {
        if (payload is null)
            return null;
        using var details = JsonDocument.Parse(payload);
        return !EncryptedEvents.HasEncryptedText(details.RootElement) && details.RootElement.TryGetProperty("text", out var text)
            ? text.GetString()
            : null;
    }

    sealed record TicketTexts(
        Id Id, string Number, string Category, bool Confidential, FreeText Description, FreeText? Address, FreeText? Result)
    {
        public static TicketTexts Read(Columns c) =>
            new(c.Id(), c.Text(), c.Text(), c.Flag(), c.FreeText(), c.FreeTextOrNull(), c.FreeTextOrNull());
    }

    const string ListTickets = """
        SELECT t.id, t.number, t.category, t.confidential, t.description, t.address, t.result
          FROM tickets t
         WHERE t.id > @After
         ORDER BY t.id
         LIMIT @Rows
        """;
}
