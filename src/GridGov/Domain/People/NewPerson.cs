using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.People;

/// <summary>A person to be added, alone or with a file.</summary>
/// <param name="Username">In its stored form; null for a person who does not sign in.</param>
/// <param name="Grid">The grid that keeps the record.</param>
sealed record NewPerson(string Name, string? Username, string? Phone, string Grid)
{
    /// <param name="actor">Null for a command on the machine.</param>
    /// <param name="command">The command, for the event.</param>
    public async Task<(Id Id, Refusal? Refusal)> Add(Tx tx, Actor? actor, string? command = null)
    {
        var id = tx.NewId();
        var row = new { Id = id, Username, Name, EncryptedPhone = await PersonPhone.Encrypt(tx, id, Phone), Grid, CreatedAt = tx.Now };
        if (await tx.Execute(Insert, row) == 0)
            return (id, new Refusal("username-taken", "/username", Username));
        await SealedRows.Seal(tx, SealedTable.People, id);
        await Journal.Append(tx, new JournalEntry("person", id.ToString(), Grid, "add", actor?.Id, Version: 1)
        {
            Post = actor?.PostsFor(Capability.PersonManage, Grid).First().Kind,
            Payload = command is null
                ? new { Name, Username } as object
                // The program does not know who runs a command, but the operating system does.
                : new { Name, Username, Command = command, MachineUser = Environment.UserName },
        });
        return (id, Refusal: null);
    }

    const string Insert = """
        INSERT INTO people (id, username, name, encrypted_phone, grid_code, created_at, version)
        VALUES (@Id, @Username, @Name, @EncryptedPhone, @Grid, @CreatedAt, 1)
        ON CONFLICT (username) DO NOTHING
        """;
}
