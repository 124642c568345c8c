using System.Text.Json;
using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Encryption;

namespace GridGov.Features.Sync;

/// <summary>An act that is done: what it made or changed, and the version that it left.</summary>
public sealed record StoredAct(string Fingerprint, string? Subject, long? Version)
{
    /// <summary>The acts of a person among these.</summary>
    public static async Task<Dictionary<string, StoredAct>> List(Tx tx, Id person, IEnumerable<string> ids)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Person", person);
        var rows = await tx.Query(
            $"{Select} AND act_id IN {InList.Of(parameters, "id", ids)}", c => (Id: c.Text(), Act: Read(c)), parameters);
        return rows.ToDictionary(row => row.Id, row => row.Act, StringComparer.Ordinal);
    }

    public static Task<StoredAct?> Find(Tx tx, Id person, string id) =>
        tx.QuerySingle(FindOne, Read, new { Person = person, Id = id });

    static StoredAct Read(Columns c) => new(c.Text(), c.TextOrNull(), c.LongOrNull());

    /// <summary>Carries an act out once: its row is in the transaction of what it does.</summary>
    internal sealed record Once(Id Person, PushedAct Act, string? Subject) : RunOnce
    {
        internal override async Task RefuseRepeat(Tx tx)
        {
            if (await Find(tx, Person, Act.Id) is { } earlier)
                throw new DoneBefore(await earlier.Is(tx, Act) ? earlier : null);
        }

        internal override async Task Save(Tx tx, IResult? answer, JsonSerializerOptions json) => await tx.Execute(Insert, new
        {
            Person,
            Act.Id,
            Act.Act,
            Fingerprint = await FieldEncryption.HashRequest(tx, Act.Fingerprint),
            Subject = SubjectOf(answer),
            Version = VersionOf(answer),
            MadeAt = Act.At,
            tx.Now,
        });

        /// <summary>What was created, or of what a part was created, as in /v1/tickets/{id}/comments; else what the route names.</summary>
        public string? SubjectOf(IResult? answer) =>
            Answers.LocationOf(answer)?.Split('/') is ["", "v1", _, var made, ..] ? made : Subject;

        public static long? VersionOf(IResult? answer) => (Answers.ValueOf(answer) as IVersioned)?.Version;
    }

    /// <summary>Ends the transaction of an act that was done before.</summary>
    /// <param name="act">Null when the id was used for another act.</param>
    internal sealed class DoneBefore(StoredAct? act) : Exception
    {
        public StoredAct? Act { get; } = act;
    }

    /// <summary>Whether it is the same act, and not another one with the same id.</summary>
    public async Task<bool> Is(Tx tx, PushedAct act) => Fingerprint == await FieldEncryption.HashRequest(tx, act.Fingerprint);

    const string FindOne = "SELECT fingerprint, subject, version FROM sync_acts WHERE person_id = @Person AND act_id = @Id";

    const string Select = "SELECT act_id, fingerprint, subject, version FROM sync_acts WHERE person_id = @Person";

    const string Insert = """
        INSERT INTO sync_acts (person_id, act_id, act, fingerprint, subject, version, made_at, done_at)
        VALUES (@Person, @Id, @Act, @Fingerprint, @Subject, @Version, @MadeAt, @Now)
        """;
}
