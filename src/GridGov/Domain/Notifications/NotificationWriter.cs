using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Notifications;

public static class NotificationWriter
{
    /// <summary>The most notifications of a digest; the next begins another one.</summary>
    public const int MaxDigest = 100;

    static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="ticket">The subject, whose scope decides whether details are shown.</param>
    /// <param name="data">The placeholders' values: see <see cref="NotificationTexts"/>.</param>
    /// <param name="urgent">Whether quiet hours are ignored though the kind is routine.</param>
    public static async Task Write(
        Tx tx, IEnumerable<Id> people, NotificationKind kind, Id? ticket, IReadOnlyDictionary<string, string?>? data = null,
        bool urgent = false)
    {
        var recipients = people.Distinct().ToList();
        if (recipients.Count == 0)
            return;
        var text = data is null ? null : JsonSerializer.Serialize(data.Where(pair => pair.Value is not null).ToDictionary(), Options);
        var quiet = urgent || !NotificationKinds.IsRoutine(kind) ? [] : await QuietHours.Load(tx, recipients);
        var notices = recipients.ConvertAll(person => new Notice(
            person, tx.NewId(), tx.Now, kind, ticket, text, quiet.GetValueOrDefault(person)?.EndAfter(tx.Now, tx.Zone)));
        var digests = NotificationKinds.IsDigested(kind) ? await FindDigests(tx, recipients, kind) : [];
        await InsertNotices.Execute(tx, notices);
        foreach (var notice in notices)
        {
            // One that is held back does not take with it what is shown already.
            if (digests.TryGetValue(notice.Person, out var earlier) && (notice.HeldUntil is null || notice.HeldUntil == earlier.HeldUntil))
                await tx.Execute(JoinDigest, new { notice.Person, notice.Id, Earlier = earlier.Id });
        }
    }

    /// <summary>Masks the words in the notifications about a ticket.</summary>
    public static async Task Mask(Tx tx, Id ticket)
    {
        foreach (var (person, id, data) in await tx.Query(
            ListOfTicket, c => (Person: c.Id(), Id: c.Id(), Data: c.Text()), new { Ticket = ticket }))
        {
            var values = new Dictionary<string, string>(ParseData(data), StringComparer.Ordinal);
            if (!values.ContainsKey("text"))
                continue;
            values["text"] = FreeText.Mask;
            await tx.Execute(SetData, new { Person = person, Id = id, Data = JsonSerializer.Serialize(values, Options) });
        }
    }

    public static IReadOnlyDictionary<string, string> ParseData(string? data) =>
        data is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : JsonSerializer.Deserialize<Dictionary<string, string>>(data, Options)!;

    /// <returns>Of each person the newest unread notification of the kind and the day.</returns>
    static async Task<Dictionary<Id, (Id Id, Instant? HeldUntil)>> FindDigests(Tx tx, IEnumerable<Id> people, NotificationKind kind)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Kind", kind.ToCode());
        parameters.Add("From", Days.Begin(tx.Today, tx.Zone).Milliseconds);
        parameters.Add("MaxDigest", MaxDigest);
        var list = InList.Of(parameters, "person", people.Select(person => person.Value));
        var rows = await tx.Query($"""
            SELECT n.person_id, n.id, n.held_until
              FROM notifications n
             WHERE n.person_id IN {list} AND n.read_at IS NULL AND n.digest_id IS NULL AND n.kind = @Kind AND n.at >= @From
               AND (SELECT count(*) FROM notifications d WHERE d.person_id = n.person_id AND d.digest_id = n.id) < @MaxDigest - 1
             ORDER BY n.id
            """, c => (Person: c.Id(), Id: c.Id(), HeldUntil: c.InstantOrNull()), parameters);
        return rows.GroupBy(row => row.Person).ToDictionary(person => person.Key, person => (person.Last().Id, person.Last().HeldUntil));
    }

    sealed record Notice(Id Person, Id Id, Instant At, NotificationKind Kind, Id? Ticket, string? Data, Instant? HeldUntil);

    static readonly RowInsert<Notice> InsertNotices = new("notifications",
        ("person_id", notice => notice.Person),
        ("id", notice => notice.Id),
        ("at", notice => notice.At),
        ("kind", notice => notice.Kind),
        ("ticket_id", notice => notice.Ticket),
        ("data", notice => notice.Data),
        ("held_until", notice => notice.HeldUntil));

    const string JoinDigest = """
        UPDATE notifications SET digest_id = @Id WHERE person_id = @Person AND (id = @Earlier OR digest_id = @Earlier)
        """;

    const string ListOfTicket = "SELECT person_id, id, data FROM notifications WHERE ticket_id = @Ticket AND data IS NOT NULL";

    const string SetData = "UPDATE notifications SET data = @Data WHERE person_id = @Person AND id = @Id";
}
