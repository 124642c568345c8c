using System.Reflection;
using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Domain;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.PublicReports;
using GridGov.Features.Assessments.Schedule;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Primitives;

namespace GridGov.Host;

/// <summary>The names of the settings. Those of GridGov are the keys that the settings classes read.</summary>
static class SettingNames
{
    const string Section = "GridGov";

    /// <summary>Sections and keys that ASP.NET Core reads and has no constants for.</summary>
    static readonly string[] FrameworkSections = ["Logging", "Kestrel", "AllowedHosts", "https_port", "hostBuilder"];

    /// <summary>The keys that .NET's host reads, such as urls and environment.</summary>
    static readonly HashSet<string> FrameworkKeys = new(
        new[] { typeof(HostDefaults), typeof(WebHostDefaults) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetValue(null)).OfType<string>(),
        StringComparer.OrdinalIgnoreCase);

    static readonly Lazy<IReadOnlySet<string>> Known = new(FindNames);

    /// <summary>All settings of GridGov, with their section.</summary>
    public static IReadOnlySet<string> All => Known.Value;

    /// <summary>Whether an option of this name is a setting, known or misspelt, and no option of a command.</summary>
    public static bool IsSetting(string name) =>
        FrameworkKeys.Contains(name) || FrameworkSections.Append(Section).Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SettingsException">A setting below GridGov is not known.</exception>
    public static void Check(IConfigurationRoot configuration)
    {
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable())
        {
            if (value is null || All.Contains(key) || CityEnvelopes.IsSetting(key) || (value.Length == 0 && IsSection(key)))
                continue;
            var nearest = All.MinBy(name => Distance(name.ToUpperInvariant(), key.ToUpperInvariant()))!;
            throw new SettingsException($"{Spelling(configuration, key)} is not a setting. Did you mean {nearest}?");
        }
    }

    /// <summary>Whether it is a section; .NET's test host passes each section as an empty option.</summary>
    static bool IsSection(string key) => All.Any(name => name.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>The name as it is written in its source.</summary>
    static string Spelling(IConfigurationRoot configuration, string key) =>
        configuration.Providers.LastOrDefault(provider => provider.TryGet(key, out _)) switch
        {
            EnvironmentVariablesConfigurationProvider => $"The environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
            CommandLineConfigurationProvider => $"--{key}",
            FileConfigurationProvider file => $"{key} in {file.Source.Path}",
            _ => key,
        };

    static HashSet<string> FindNames()
    {
        var recorder = new RecordingConfiguration(Section: null, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        Settings.From(recorder);
        EdgeSettings.From(recorder);
        AssessmentSettings.From(recorder);
        PublicAddress.From(recorder);
        CircleSettings.From(recorder);
        PublicReportSettings.From(recorder);
        recorder.Asked.Add(CityEnvelopes.ExampleSetting);
        return recorder.Asked;
    }

    /// <summary>The edit distance (Levenshtein).</summary>
    static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, replaced));
            }
        }
        return row[^1];
    }

    /// <summary>An empty configuration that records the keys it is asked for.</summary>
    sealed record RecordingConfiguration(string? Section, HashSet<string> Asked) : IConfigurationSection
    {
        public string? this[string key]
        {
            get
            {
                Asked.Add(PathOf(key));
                return null;
            }
            set => throw new NotSupportedException();
        }

        public string Key => ConfigurationPath.GetSectionKey(Path)!;
        public string Path => Section ?? "";

        public string? Value
        {
            get
            {
                Asked.Add(Path);
                return null;
            }
            set => throw new NotSupportedException();
        }

        public IConfigurationSection GetSection(string key) => new RecordingConfiguration(PathOf(key), Asked);

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        string PathOf(string key) => Section is null ? key : ConfigurationPath.Combine(Section, key);
    }
}
