using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GridGov.Api.OpenApi;

/// <summary>
/// The documentation comments of this program. Swashbuckle's own reader omits references to other schemas, enum members and the
/// properties of [AsParameters] records.
/// </summary>
static partial class XmlDocs
{
    static readonly ConcurrentDictionary<Assembly, FrozenDictionary<string, XElement>> Read = new();

    public static string? Of(Type type) => Text(Find(type, "T:" + NameOf(type))?.Element("summary"));

    public static string? Of(MemberInfo member) => member.DeclaringType is { } type
        ? Text(Find(type, (member is PropertyInfo ? "P:" : "F:") + NameOf(type) + "." + member.Name)?.Element("summary"))
        : null;

    public static string? Of(MethodInfo method, string parameter)
    {
        if (method.DeclaringType is not { } type || method.Name.Contains('<', StringComparison.Ordinal))
            return null;
        var prefix = $"M:{NameOf(type)}.{method.Name}";
        return Text(Members(type.Assembly)
            .FirstOrDefault(pair => pair.Key == prefix || pair.Key.StartsWith(prefix + "(", StringComparison.Ordinal)).Value?
            .Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == parameter));
    }

    static XElement? Find(Type type, string name) => Members(type.Assembly).GetValueOrDefault(name);

    static FrozenDictionary<string, XElement> Members(Assembly assembly) => Read.GetOrAdd(assembly, static assembly =>
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        // Without the file the contract only lacks descriptions; a test checks that the build creates it.
        return !File.Exists(file)
            ? FrozenDictionary<string, XElement>.Empty
            : XDocument.Load(file).Descendants("member")
                .ToFrozenDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);
    });

    static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "see" or "seealso" } see => LastName(see),
            XElement { Name.LocalName: "paramref" or "typeparamref" } parameter => (string?)parameter.Attribute("name"),
            XElement other => other.Value,
            _ => "",
        }));
        text = Spaces().Replace(text, " ").Trim();
        return text.Length == 0 ? null : text;
    }

    static string? LastName(XElement see) =>
        ((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? see.Value).Split('.', ':')[^1];

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
