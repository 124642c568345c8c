using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Appointments;

/// <summary>
/// Finds the people of a file: by the id of an exported roster, else by the username, else by name and telephone number among the
/// people whom the importer manages.
/// </summary>
sealed class RosterPeople
{
    const int AtOnce = 256;

    readonly Tx tx;
    readonly Scope scope;
    readonly Dictionary<string, List<(Id Person, PhoneNumber Phone)>> phones = new(StringComparer.Ordinal);

    RosterPeople(Tx tx, Scope scope) => (this.tx, this.scope) = (tx, scope);

    public static async Task<RosterPeople> Load(Tx tx, AppointmentFile file, Scope scope)
    {
        var people = new RosterPeople(tx, scope);
        var names = file.Rows.Where(row => row is { Person: null, Phone: not null }).Select(row => row.Name);
        foreach (var portion in names.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            var parameters = new Dapper.DynamicParameters();
            var list = InList.Of(parameters, "name", portion);
            // Numbers are encrypted, so they are compared here.
            foreach (var row in await tx.Query<FoundRow>($"{Select} WHERE p.name IN {list} AND @scope(p.grid_code)", parameters, scope))
            {
                if (await PersonPhone.Decrypt(tx, row.Id, row.EncryptedPhone) is { } phone && PhoneNumber.TryParse(phone, out var number))
                    people.Add(row.Id, row.Name, number);
            }
        }
        return people;
    }

    /// <returns>Null for somebody who is not known yet; the error when the row disagrees with the record.</returns>
    public async Task<(Id? Person, RejectedRow? Error)> Find(AppointmentFile.Row row)
    {
        if (row.Person is { } id)
        {
            return await tx.QuerySingle<FoundRow>(FindById, new { Id = id }, scope) is { } found
                ? (found.Id, await Compare(row, found))
                : (null, row.Cells.Reject(RosterColumns.Person, "unknown-person", new Refusal("unknown-person", null).Detail));
        }
        if (row.Username is not null && await tx.QuerySingle<FoundRow>(FindByUsername, new { row.Username }, scope) is { } named)
            return (named.Id, await Compare(row, named));
        var same = row.Phone is not null && PhoneNumber.TryParse(row.Phone, out var phone)
            ? phones.GetValueOrDefault(row.Name, []).FindAll(one => one.Phone == phone)
            : [];
        // Another username would make a second record of one person.
        if (row.Username is not null && same.Count > 0)
            return (null, Differs(row, RosterColumns.Username));
        return same.Count > 1
            ? (null, row.Cells.Reject(RosterColumns.Name, "ambiguous_person", new(
                "有多人同名且电话相同，请填写用户名。", "Several people have this name and number; give the username.")))
            : (same.Count == 1 ? same[0].Person : null, null);
    }

    /// <summary>Remembers a person whom the import added.</summary>
    public Id Add(Id person, AppointmentFile.Row row)
    {
        if (row.Phone is not null && PhoneNumber.TryParse(row.Phone, out var number))
            Add(person, row.Name, number);
        return person;
    }

    void Add(Id person, string name, PhoneNumber number)
    {
        if (!phones.TryGetValue(name, out var all))
            phones[name] = all = [];
        all.Add((person, number));
    }

    /// <summary>An import changes no record. A disagreement is an error, because it may be another person.</summary>
    async Task<RejectedRow?> Compare(AppointmentFile.Row row, FoundRow found)
    {
        if (row.Name != found.Name)
            return Differs(row, RosterColumns.Name);
        // Username and number of people whom others manage are not compared, so that nobody can try them out.
        if (row.Username is not null && (!found.IsManaged || row.Username != found.Username))
            return Differs(row, RosterColumns.Username);
        if (row.Phone is null)
            return null;
        var phone = found.IsManaged ? await PersonPhone.Decrypt(tx, found.Id, found.EncryptedPhone) : null;
        return phone is not null && PhoneNumber.TryParse(phone, out var stored) && PhoneNumber.TryParse(row.Phone, out var sent)
            && stored == sent
                ? null
                : Differs(row, RosterColumns.Phone);
    }

    static RejectedRow Differs(AppointmentFile.Row row, TableColumn column) => row.Cells.Reject(column, "record_differs", new(
        "与此人的记录不符；导入不修改记录。", "The person's record says otherwise, and an import changes no record."));

    sealed record FoundRow
    {
        public required Id Id { get; init; }
        public required string Name { get; init; }
        public string? Username { get; init; }
        public string? EncryptedPhone { get; init; }
        public required bool IsManaged { get; init; }
    }

    const string Select = """
        SELECT p.id, p.name, p.username, p.encrypted_phone, CASE WHEN @scope(p.grid_code) THEN 1 ELSE 0 END AS is_managed
          FROM people p
        """;

    const string FindByUsername = Select + " WHERE p.username = @Username AND @scope(p.grid_code)";

    // Somebody from elsewhere who holds a post here stands in the exported roster too.
    const string FindById = Select + """
         WHERE p.id = @Id AND (@scope(p.grid_code) OR EXISTS (
               SELECT 1 FROM appointments a WHERE a.person_id = p.id AND a.status <> 'refused' AND @scope(a.grid_code)))
        """;
}
