using System.Reflection;
using System.Text.RegularExpressions;
using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Domain.Statistics;
using GridGov.Tests.Architecture;
using GridGov.Text;

namespace GridGov.Tests.Domain;

/// <summary>The catalogue of labels for codes.</summary>
public partial class LabelsTests
{
    /// <summary>Each enum's method on the catalogue, with the labels of its members.</summary>
    static IReadOnlyList<(Type Enum, IReadOnlyList<(object Member, LocalizedText Label)> Labels)> Catalogue { get; } =
    [
        .. from catalogue in new[] { typeof(Labels), typeof(GroupLabels), typeof(NeedLabels) }
           from method in catalogue.GetMethods(BindingFlags.Static | BindingFlags.Public)
           let type = method.GetParameters()[0].ParameterType
           where type.IsEnum
           select (type, (IReadOnlyList<(object, LocalizedText)>)
               [.. Enum.GetValues(type).Cast<object>().Select(member => (member, (LocalizedText)method.Invoke(null, [member])!))]),
    ];

    /// <summary>A name that is the same in both languages.</summary>
    const string Open311 = "Open311";

    [Fact]
    public void Every_code_has_a_name_of_its_own_in_both_languages()
    {
        Catalogue.Count.ShouldBeGreaterThan(10);
        foreach (var (type, labels) in Catalogue)
        {
            labels.ShouldAllBe(each => each.Label.Zh == Open311 || Han().IsMatch(each.Label.Zh), type.Name);
            labels.ShouldAllBe(each => each.Label.En.Length > 0 && !Han().IsMatch(each.Label.En), type.Name);
            labels.Select(each => each.Label.Zh).ShouldBeUnique(type.Name);
            labels.Select(each => each.Label.En).ShouldBeUnique(type.Name);
        }
    }

    [Fact]
    public void Every_measure_and_nothing_else_has_a_measure_name_in_both_languages()
    {
        Labels.Measures.Keys.ShouldBe(Measure.All.Select(measure => measure.Code), ignoreOrder: true);
        Labels.Measures.Values.ShouldAllBe(label => Han().IsMatch(label.Zh) && !Han().IsMatch(label.En));
    }

    [Fact]
    public void Chinese_names_of_codes_stand_only_in_the_catalogue()
    {
        var names = Catalogue.SelectMany(each => each.Labels.Select(label => label.Label.Zh))
            .Concat(Labels.Measures.Values.Select(label => label.Zh))
            .ToHashSet(StringComparer.Ordinal);
        names.Remove(Open311);
        // Headings of files and pages too, which offices write so.
        names.ExceptWith(["组织", "会议", "成员"]);
        var written = Repository.Sources.SelectMany(source => Literal().Matches(source.Text).Select(match => match.Groups["text"].Value)
            .Where(names.Contains).Select(name => (source.Path, name)))
            .ToLookup(each => each.Path.EndsWith("Labels.cs", StringComparison.Ordinal));
        written[true].Select(each => each.name).Distinct(StringComparer.Ordinal).ShouldBe(names, ignoreOrder: true);
        written[false].ShouldBeEmpty();
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Han();

    [GeneratedRegex("\"(?<text>[^\"\\n]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Literal();
}
