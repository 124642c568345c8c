using System.Xml.Linq;
using GridGov.Encryption;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace GridGov.Security;

/// <summary>
/// Stores Data Protection's keys, so that several processes read each other's tokens. They are encrypted by
/// <see cref="FieldEncryption"/> and not by an IXmlEncryptor, so that each is bound to its row and rotated with the other content.
/// </summary>
public sealed class DataProtectionKeyStore(Engine engine) : IXmlRepository
{
    // The framework's interface is synchronous; it is called at the start and every 90 days.
#pragma warning disable MA0045
    public IReadOnlyCollection<XElement> GetAllElements() => engine.Read(List, default).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => engine.Write(async tx =>
    {
        var xml = await FieldEncryption.Encrypt(tx, Place(friendlyName), element.ToString(SaveOptions.DisableFormatting));
        return await tx.Execute(AddKey, new { Name = friendlyName, Xml = xml });
    }, default).GetAwaiter().GetResult();
#pragma warning restore MA0045

    static async Task<List<XElement>> List(Tx tx)
    {
        var keys = new List<XElement>();
        foreach (var row in await tx.Query<Row>(ListKeys))
            keys.Add(XElement.Parse(await FieldEncryption.Decrypt(tx, Place(row.Name), row.Xml)));
        return keys;
    }

    public static string Place(string name) => $"protection_keys/{name}";

    sealed record Row
    {
        public required string Name { get; init; }
        public required string Xml { get; init; }
    }

    const string ListKeys = "SELECT name, xml FROM protection_keys ORDER BY name";

    const string AddKey = "INSERT INTO protection_keys (name, xml) VALUES (@Name, @Xml) ON CONFLICT (name) DO NOTHING";
}
