using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Dapper;
using GridGov.Data.Search;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Text;

namespace GridGov.Domain.Tickets.Search;

/// <summary>What the words of tickets are made of: their rows and their events.</summary>
static class WordsSource
{
    /// <summary>How many comments of a ticket are read at once.</summary>
    const int Portion = 20;

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

    /// <summary>
    /// The comments that the history of ordinary tickets shows: not encrypted, and not from before a ticket was hidden. Of each ticket
    /// there are the first, as many as are searched.
    /// </summary>
    public static async Task<Dictionary<Id, List<string>>> LoadComments(Tx tx, IReadOnlyList<Id> tickets)
    {
        var comments = new Dictionary<Id, List<string>>();
        var lengths = new Dictionary<Id, int>();
        var positions = tickets.Count == 0 ? [] : await LoadBeginnings(tx, tickets);
        while (positions.Count > 0)
        {
            var portions = (await ListPortions(tx, positions)).ToLookup(comment => comment.Ticket);
            positions = [];
            foreach (var portion in portions)
            {
                var texts = portion.Select(comment => TextOf(comment.Payload)).OfType<string>();
                foreach (var text in texts.TakeWhile(_ => !IsFull(portion.Key)))
                    Add(portion.Key, text);
                if (portion.Count() == Portion && !IsFull(portion.Key))
                    positions.Add(portion.Key, portion.Last().Seq);
            }
        }
        return comments;

        bool IsFull(Id ticket) => lengths.GetValueOrDefault(ticket) > TicketWords.MaxComments;

        void Add(Id ticket, string text)
        {
            // With the line breaks between them, as they are stored.
            var length = SearchText.Fold(text).Length;
            lengths[ticket] = lengths.TryGetValue(ticket, out var before) ? before + 1 + length : length;
            (comments.TryGetValue(ticket, out var others) ? others : comments[ticket] = []).Add(text);
        }
    }

    /// <summary>The event of each ticket after which its comments are shown; 0 if it was never hidden.</summary>
    static async Task<Dictionary<Id, long>> LoadBeginnings(Tx tx, IReadOnlyList<Id> tickets)
    {
        var parameters = new DynamicParameters();
        var hidings = await tx.Query($"""
            SELECT j.subject, max(j.seq) AS seq
              FROM journal j
             WHERE j.subject IN {InList.Of(parameters, "ticket", tickets.Select(ticket => ticket.ToString()))}
               AND j.subject_kind = 'ticket' AND j.action = 'amend' AND j.payload LIKE '%"hides":true%'
             GROUP BY j.subject
            """, columns => (Ticket: columns.Text(), Seq: columns.Long()), parameters);
        var bySubject = hidings.ToDictionary(hiding => hiding.Ticket, hiding => hiding.Seq, StringComparer.Ordinal);
        return tickets.Distinct().ToDictionary(ticket => ticket, ticket => bySubject.GetValueOrDefault(ticket.ToString()));
    }

    /// <summary>The next comments of each ticket.</summary>
    /// <param name="positions">The event of each ticket after which they begin.</param>
    static async Task<List<(Id Ticket, long Seq, string? Payload)>> ListPortions(Tx tx, Dictionary<Id, long> positions)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Others", Portion - 1);
        parameters.Add("End", long.MaxValue);
        // A subject that is none fills the list up, because a repeated ticket would be joined twice.
        var asked = positions.Select(position => (Subject: position.Key.ToString(), position.Value)).ToList();
        while (!BitOperations.IsPow2(asked.Count))
            asked.Add(("", 0));
        for (var i = 0; i < asked.Count; i++)
        {
            parameters.Add($"subject{i}", asked[i].Subject);
            parameters.Add($"after{i}", asked[i].Value);
        }
        var values = string.Join(", ", Enumerable.Range(0, asked.Count).Select(i => $"(@subject{i}, @after{i})"));
        // CROSS JOIN, so that SQLite begins with the tickets.
        return await tx.Query($"""
            WITH asked (subject, after_seq) AS (VALUES {values})
            SELECT j.subject, j.seq, j.payload
              FROM asked a
             CROSS JOIN journal j
             WHERE j.subject = a.subject AND j.subject_kind = 'ticket' AND j.action = 'comment' AND j.seq > a.after_seq
               AND j.seq <= coalesce((SELECT x.seq
                                        FROM journal x
                                       WHERE x.subject = a.subject AND x.subject_kind = 'ticket' AND x.action = 'comment'
                                         AND x.seq > a.after_seq
                                       ORDER BY x.seq
                                       LIMIT 1 OFFSET @Others), @End)
             ORDER BY j.seq
            """, columns => (Id.Parse(columns.Text(), CultureInfo.InvariantCulture), columns.Long(), columns.TextOrNull()), parameters);
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
