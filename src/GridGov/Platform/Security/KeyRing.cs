using System.Xml.Linq;
using GridGov.Platform.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace GridGov.Platform.Security;

/// <summary>Keeps Data Protection's keys in the store, so that several processes read each other's tokens.</summary>
public sealed class KeyRing(Engine engine) : IXmlRepository
{
    // The framework's interface is synchronous; it is called at the start and when a key is made, every 90 days.
#pragma warning disable MA0045
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. engine.Read(tx => tx.List<string>(ListKeys), default).GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        engine.Write(tx => tx.Run(AddKey, new { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) }), default)
            .GetAwaiter().GetResult();
#pragma warning restore MA0045

    const string ListKeys = "SELECT xml FROM protection_keys ORDER BY name";

    const string AddKey = "INSERT INTO protection_keys (name, xml) VALUES (@Name, @Xml) ON CONFLICT (name) DO NOTHING";
}
