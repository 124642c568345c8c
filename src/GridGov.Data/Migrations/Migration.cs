using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GridGov.Data.Migrations;

/// <summary>A numbered file of <c>db/</c>, applied once and never edited afterwards.</summary>
public sealed partial record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with Unix line ends, so a Windows checkout has the same.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The embedded migrations of one engine, in order.</summary>
    public static IReadOnlyList<Migration> BuiltIn(Dialect dialect)
    {
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Select(resource => (resource, match: FileName().Match(resource)))
            .Where(file => file.match.Success
                && (!file.match.Groups["engine"].Success || file.match.Groups["engine"].Value == dialect.Name))
            .Select(file => new Migration(
                int.Parse(file.match.Groups["number"].Value),
                file.match.Groups["name"].Value,
                Text(assembly, file.resource)))
            .OrderBy(migration => migration.Number)];
    }

    static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <param name="applied">Number and checksum of each applied migration.</param>
    /// <exception cref="SchemaException">An applied migration was edited, or the store is newer than the program.</exception>
    public static IReadOnlyList<Migration> Pending(
        IReadOnlyList<Migration> known, IReadOnlyDictionary<int, string> applied)
    {
        foreach (var (number, checksum) in applied)
        {
            var migration = known.FirstOrDefault(m => m.Number == number)
                ?? throw new SchemaException(
                    $"The database has migration {number:D4}, which this program does not know: it was written by a newer GridGov. "
                    + "Start that one, or restore a backup from before its upgrade.");
            if (migration.Checksum != checksum)
                throw new SchemaException(
                    $"Migration {number:D4}_{migration.Name}.sql was edited after it had been applied to this database "
                    + $"(checksum {migration.Checksum[..12]}…, applied {checksum[..12]}…). "
                    + "Restore the file and put the change into a new migration.");
        }
        return [.. known.Where(migration => !applied.ContainsKey(migration.Number))];
    }

    [GeneratedRegex(@"^db/(?<number>\d{4})_(?<name>\w+)(\.(?<engine>sqlite|postgres))?\.sql$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}

/// <summary>The store's schema does not fit this program; the message says how to continue.</summary>
public sealed class SchemaException(string message) : Exception(message);
