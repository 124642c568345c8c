using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Host;

namespace GridGov.Tests.Architecture;

/// <summary>Host → Features → Domain → Security, Encryption, Audit, Api → Data, by the references of the compiled code.</summary>
public partial class DirectionTests
{
    /// <summary>The level of a folder directly below src/GridGov; a type refers to its own level or a lower one.</summary>
    static int Level(string type) => type.Split('.')[1] switch
    {
        "Host" => 5,
        "Demo" => 4,
        "Features" => 3,
        "Domain" => 2,
        "Api" or "Security" or "Encryption" or "Audit" or "Text" or "Geo" => 1,
        _ => 0,
    };

    static readonly IReadOnlyList<(string From, string To)> References = Read(typeof(Server)
        .Assembly.Location, references => references.Types())
        .Where(reference => reference.From.StartsWith("GridGov.", StringComparison.Ordinal)
            && reference.To.StartsWith("GridGov.", StringComparison.Ordinal))
        .Distinct()
        .ToList();

    static List<T> Read<T>(string assembly, Func<CompiledReferences, IEnumerable<T>> read)
    {
        using var references = new CompiledReferences(assembly);
        return [.. read(references)];
    }

    static string Shown((string From, string To) reference) => $"{reference.From} -> {reference.To}";

    [Fact]
    public void No_type_refers_to_a_higher_level()
    {
        References.Count.ShouldBeGreaterThan(1000);
        References.Where(reference => Level(reference.To) > Level(reference.From)).Select(Shown).ShouldBeEmpty();
    }

    [Fact]
    public void No_feature_refers_to_another_one() =>
        References.Where(reference => Level(reference.From) == 3 && Level(reference.To) == 3
            && reference.From.Split('.')[2] != reference.To.Split('.')[2])
            .Select(Shown).ShouldBeEmpty();

    [Fact]
    public void Folders_of_the_tickets_feature_refer_to_one_another_one_way()
    {
        const string Tickets = "GridGov.Features.Tickets.";
        var folders = References.Where(reference => reference.From.StartsWith(Tickets, StringComparison.Ordinal)
                && reference.To.StartsWith(Tickets, StringComparison.Ordinal))
            .Select(reference => (From: Folder(reference.From), To: Folder(reference.To)))
            .Where(reference => reference.From != reference.To)
            .Distinct()
            .ToList();
        folders.Count.ShouldBeGreaterThan(10);
        // Folders that refer to no other one are taken away until none is left; those of a circle remain.
        while (folders.RemoveAll(reference => folders.TrueForAll(other => other.From != reference.To)) > 0)
        {
        }
        folders.Select(reference => $"{reference.From} -> {reference.To}").ShouldBeEmpty();

        static string Folder(string type) => type[Tickets.Length..].Split('.') is [var folder, _] ? folder : "";
    }

    [Fact]
    public void Api_refers_to_Security_which_refers_to_Encryption_which_refers_to_Audit()
    {
        string[] order = ["Audit", "Encryption", "Security", "Api"];
        References.Where(reference => Level(reference.From) == 1 && Level(reference.To) == 1
                && Array.IndexOf(order, reference.To.Split('.')[1]) > Array.IndexOf(order, reference.From.Split('.')[1]))
            .Select(Shown).ShouldBeEmpty();
    }

    [Fact]
    public void Data_references_neither_HTTP_nor_the_program() =>
        typeof(Db).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == typeof(Server)
            .Assembly.GetName().Name)
            .ShouldBeEmpty();

    [Fact]
    public void Below_the_domain_no_statement_names_a_ticket_table() =>
        Read(typeof(Server).Assembly.Location, references => references.Strings())
            .Where(text => text.Type.StartsWith("GridGov.", StringComparison.Ordinal) && Level(text.Type) == 1)
            // Migrations create every table, and inspect those of the legacy schema.
            .Concat(Read(typeof(Db).Assembly.Location, references => references.Strings())
                .Where(text => !text.Type.StartsWith("GridGov.Data.Migrations.", StringComparison.Ordinal)))
            .Where(text => TicketTable().IsMatch(text.Text))
            .Select(text => $"{text.Type}: {text.Text}")
            .ShouldBeEmpty();

    [GeneratedRegex(@"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:tickets|ticket_\w+|joint_\w+|supervisions|counters|counter_changes)\b",
        RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TicketTable();
}
