using GridGov.Data.Journal;
using GridGov.Encryption.Seals;

namespace GridGov.Domain.Verification;

/// <summary>Where an event has the value of a column.</summary>
/// <returns>False when this event does not have it, because an earlier version did not record it.</returns>
delegate bool ColumnSource(JournalEvent entry, EventDetails details, out object? value);

/// <summary>What an event does to its subject's row.</summary>
/// <param name="Removes">The row is deleted.</param>
/// <param name="Creates">The row is new.</param>
sealed record SubjectEvent(bool Creates, bool Removes, params IReadOnlyList<(string Column, ColumnSource Source)> Columns);

/// <summary>
/// A table of accounts whose columns the journal explains. A further column takes its name in <see cref="ImageTable.Columns"/> and its
/// source in the events that write it.
/// </summary>
/// <param name="SubjectKind">The kind of the events.</param>
/// <param name="Seals">The table's seals: a row without events was written by the program if its seal is valid.</param>
/// <param name="Condition">The rows that events explain.</param>
sealed record SubjectTable(
    string SubjectKind, ImageTable Table, SealedTable Seals, string Condition, IReadOnlyDictionary<string, SubjectEvent> Events)
{
    public string Select => $"SELECT x.{Seals.Owner}, {Table.ColumnList} FROM {Table.Name} x WHERE {Condition}";

    // Every version of the program has recorded these.
    static readonly ColumnSource At = Always(entry => entry.At);
    static readonly ColumnSource Version = Always(entry => entry.Version);
    static readonly ColumnSource Grid = Always(entry => entry.GridCode);
    static readonly ColumnSource Reason = Always(entry => entry.Reason);
    static readonly ColumnSource Actor = Always(entry => entry.ActorId);
    static readonly ColumnSource Null = Always(_ => null);

    /// <summary>
    /// Rows of the versions before confirmations do not name who made them. A re-division makes an appointment again for its maker.
    /// </summary>
    static readonly ColumnSource CreatedBy = (JournalEvent entry, EventDetails details, out object? value) =>
    {
        value = details.Has("createdBy") ? details.Id("createdBy") : entry.ActorId;
        return details.Has("status");
    };

    public static readonly IReadOnlyList<SubjectTable> All =
    [
        // The phone is in no event, because more people read the history than the record.
        new("person", new("people", "username", "name", "grid_code", "disabled_at", "created_at"), SealedTable.People, "1 = 1",
            new Dictionary<string, SubjectEvent>(StringComparer.Ordinal)
            {
                ["first_administrator"] = Created(
                    ("username", Text("username")), ("name", Text("name")), ("grid_code", Grid), ("disabled_at", Null), ("created_at", At)),
                ["add"] = Created(
                    ("username", Text("username")), ("name", Text("name")), ("grid_code", Grid), ("disabled_at", Null), ("created_at", At)),
                ["edit"] = Changed(("username", Text("username")), ("name", Text("name"))),
                ["move"] = Changed(("grid_code", Grid)),
                ["enable"] = Changed(("username", Text("username")), ("name", Text("name")), ("disabled_at", Null)),
                ["disable"] = Changed(("username", Text("username")), ("name", Text("name")), ("disabled_at", At)),
            }),
        new("person", new("second_factors", "confirmed_at"), SealedTable.SecondFactors, "x.confirmed_at IS NOT NULL",
            new Dictionary<string, SubjectEvent>(StringComparer.Ordinal)
            {
                ["add_second_factor"] = Created(("confirmed_at", At)),
                ["remove_second_factor"] = Removed,
                ["reset_second_factor"] = Removed,
            }),
        new("appointment",
            new("appointments", "person_id", "post", "role", "responsibility", "grid_code", "from_day", "to_day", "end_reason",
                "created_at", "status", "created_by", "confirmed_at", "confirmed_by", "version"),
            SealedTable.Appointments, "1 = 1",
            new Dictionary<string, SubjectEvent>(StringComparer.Ordinal)
            {
                ["appoint"] = Created(
                    ("person_id", Id("person")), ("post", Text("post")), ("role", Text("role")), ("responsibility", Text("responsibility")),
                    ("grid_code", Grid), ("from_day", Day("from")), ("to_day", Day("to")), ("end_reason", Null), ("created_at", At),
                    ("status", Text("status")), ("created_by", CreatedBy), ("confirmed_at", Null), ("confirmed_by", Null),
                    ("version", Version)),
                ["confirm"] = Changed(
                    ("from_day", Day("from")), ("status", Text("status")), ("confirmed_at", At), ("confirmed_by", Actor),
                    ("version", Version)),
                ["refuse"] = Changed(
                    ("to_day", Day("to")), ("end_reason", Reason), ("status", Text("status")), ("version", Version)),
                ["suspend"] = Changed(("status", Text("status")), ("version", Version)),
                ["end"] = Changed(("to_day", Day("to")), ("end_reason", Reason), ("version", Version)),
            }),
        // The hash of a member's name and number is compared by GroupReplay.
        new("membership",
            new("memberships", "group_id", "person_id", "member_group_id", "role", "from_day", "to_day", "end_reason", "created_at",
                "created_by", "anonymised_at", "version"),
            SealedTable.Memberships, "1 = 1",
            new Dictionary<string, SubjectEvent>(StringComparer.Ordinal)
            {
                ["add"] = Created(
                    ("group_id", Id("group")), ("person_id", Id("person")), ("member_group_id", Id("member")), ("role", Text("role")),
                    ("from_day", Day("from")), ("to_day", Day("to")), ("end_reason", Null), ("created_at", At), ("created_by", Actor),
                    ("anonymised_at", Null), ("version", Version)),
                ["end"] = Changed(("to_day", Day("to")), ("end_reason", Reason), ("version", Version)),
                ["anonymise"] = Changed(("anonymised_at", At), ("version", Version)),
            }),
        new("api_key", new("api_keys", "name", "person_id", "capabilities", "grids", "posts", "created_by", "created_at", "revoked_at",
                "version"),
            SealedTable.ApiKeys, "1 = 1",
            new Dictionary<string, SubjectEvent>(StringComparer.Ordinal)
            {
                ["create"] = Created(
                    ("name", Text("name")), ("person_id", Id("person")), ("capabilities", Text("capabilities")), ("grids", Joined("grids")),
                    ("posts", Text("posts")), ("created_by", Actor), ("created_at", At), ("revoked_at", Null), ("version", Version)),
                ["rotate"] = Changed(("version", Version)),
                ["revoke"] = Changed(("revoked_at", At), ("version", Version)),
            }),
    ];

    static SubjectEvent Created(params IReadOnlyList<(string, ColumnSource)> columns) => new(Creates: true, Removes: false, columns);

    static SubjectEvent Changed(params IReadOnlyList<(string, ColumnSource)> columns) => new(Creates: false, Removes: false, columns);

    static SubjectEvent Removed => new(Creates: false, Removes: true);

    static ColumnSource Always(Func<JournalEvent, object?> read) => (JournalEvent entry, EventDetails _, out object? value) =>
    {
        value = read(entry);
        return true;
    };

    static ColumnSource Text(string name) => Member(name, details => details.Text(name));

    static ColumnSource Id(string name) => Member(name, details => details.Id(name));

    static ColumnSource Day(string name) => Member(name, details => details.Day(name));

    static ColumnSource Joined(string name) => Member(name, details => details.Joined(name));

    static ColumnSource Member(string name, Func<EventDetails, object?> read) =>
        (JournalEvent _, EventDetails details, out object? value) =>
    {
        value = read(details);
        return details.Has(name);
    };
}
