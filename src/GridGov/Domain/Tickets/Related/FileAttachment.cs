using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Files;
using GridGov.Domain.PersonalData;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

/// <summary>An upload that is attached to a ticket, and what is said of it.</summary>
/// <param name="Id">The id of the attachment.</param>
/// <param name="Kind">The code of what it shows.</param>
sealed record FileAttachment(Id Id, string Kind)
{
    /// <summary>The code of a file that shows the problem before its handling.</summary>
    public const string Before = "before";

    public const int MaxPerTicket = 100;

    public Instant? TakenAt { get; init; }

    /// <summary>Longitude and latitude in degrees, with a space between.</summary>
    public string? Position { get; init; }

    /// <summary>Codes with spaces between.</summary>
    public string Flags { get; init; } = "";

    public FreeText? Caption { get; init; }

    /// <summary>Writes the attachment and its event, in an exclusive write, because two may attach the same bytes.</summary>
    /// <param name="post">Null for the public.</param>
    /// <returns>The refusal, when the ticket has as many as it can have.</returns>
    public async Task<ProblemHttpResult?> Attach(
        Tx tx, FileStore store, TicketRow ticket, StoredFile upload, FileSecret secret, Id actor, PostKind? post)
    {
        if (await tx.QuerySingle<long>(Count, new { Ticket = ticket.Id }) >= MaxPerTicket)
            return Problems.Of("too-many-attachments", MaxPerTicket);
        var file = await Keep(tx, store, upload, secret.Sha256, ticket.Confidential);
        await tx.Execute(Insert, new
        {
            Id, Ticket = ticket.Id, FileId = file, Kind, TakenAt, Position = ticket.Confidential ? null : Position, Flags,
            Caption = ticket.MaskText(Caption), Sha256 = ticket.Confidential ? null : secret.Sha256, ticket.Confidential,
            AttachedBy = actor, AttachedAt = tx.Now,
        });
        await Journal.Append(tx, new JournalEntry(Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, "attach", actor, ticket.Version)
        {
            Post = post,
            Payload = new
            {
                Attachment = Id.ToString(), File = file.ToString(), Kind, Type = upload.Type!.Value.ToCode(), upload.Length,
                TakenAt = TakenAt?.ToUtc(), Flags, Position, secret.Sha256, Caption,
            },
        });
        return null;
    }

    /// <summary>
    /// Keeps the upload as a file. The same bytes of ordinary tickets are one file; that a confidential ticket has them is not to be seen.
    /// </summary>
    static async Task<Id> Keep(Tx tx, FileStore store, StoredFile upload, string sha256, bool confidential)
    {
        if (!confidential && await tx.QuerySingle<StoredFile>(FindSame, new { Sha256 = sha256 }) is { } same)
        {
            if (IsStored(store, same))
            {
                await upload.Remove(tx);
                tx.AfterCommit(() => store.Delete(upload.Name));
                return same.Id;
            }
            // What is missing stays so; the new copy is the one that later attachments of these bytes use.
            await tx.Execute(RemoveHash, new { same.Id });
        }
        await tx.Execute(SetAttached, new { upload.Id, Sha256 = confidential ? null : sha256, tx.Now });
        return upload.Id;
    }

    static bool IsStored(FileStore store, StoredFile file) => Enum.GetValues<FileVariant>().All(variant =>
        file.LengthOf(variant) is not { } length || store.FaultOf(StoredFile.NameOf(file.Name, variant), length) is null);

    const string Count = "SELECT count(*) FROM ticket_attachments WHERE ticket_id = @Ticket";

    const string FindSame = StoredFile.Select + " WHERE f.sha256 = @Sha256";

    const string RemoveHash = "UPDATE files SET sha256 = NULL WHERE id = @Id";

    const string SetAttached = "UPDATE files SET attached_at = @Now, sha256 = @Sha256, address_hash = NULL WHERE id = @Id";

    const string Insert = """
        INSERT INTO ticket_attachments (id, ticket_id, file_id, kind, taken_at, position, flags, caption, sha256, confidential,
                                        attached_by, attached_at)
        VALUES (@Id, @Ticket, @FileId, @Kind, @TakenAt, @Position, @Flags, @Caption, @Sha256, @Confidential, @AttachedBy, @AttachedAt)
        """;
}
