using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridGov.Tests.Demo;

/// <summary>Sends the requests of an .http file in their order, as an editor does that understands such files.</summary>
sealed partial class HttpFile(string path, HttpClient http)
{
    readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    readonly Dictionary<string, Answer> answers = new(StringComparer.Ordinal);

    /// <summary>The answers to the requests, by the titles of these.</summary>
    public List<(string Title, Answer Answer)> All { get; } = [];

    /// <summary>What the file says that answers have, and what they have.</summary>
    public List<(string Title, string Expression, string Expected, string Actual)> Expectations { get; } = [];

    /// <summary>The answer to a request with a name.</summary>
    public Answer this[string name] => answers[name];

    public async Task Play(params (string Name, string Value)[] overridden)
    {
        var parts = (await File.ReadAllTextAsync(path)).Split("\n### ");
        foreach (Match variable in Variable().Matches(parts[0]))
            variables[variable.Groups["name"].Value] = variable.Groups["value"].Value;
        foreach (var (name, value) in overridden)
            variables[name] = value;
        foreach (var part in parts.Skip(1))
            await Send(part);
    }

    async Task Send(string part)
    {
        var lines = part.Split('\n').ToList();
        var title = lines[0];
        var name = lines.Find(line => line.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..];
        lines.RemoveAll(line => line == title || line.StartsWith('#'));
        var end = lines.FindIndex(line => line.Length == 0);
        var head = lines.Take(end < 0 ? lines.Count : end).Select(Fill).ToList();
        var body = end < 0 ? "" : string.Join('\n', lines.Skip(end + 1)).Trim();
        using var request = new HttpRequestMessage(HttpMethod.Parse(head[0].Split(' ')[0]), head[0].Split(' ')[1]);
        if (body.StartsWith("< ", StringComparison.Ordinal))
            request.Content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Path.GetDirectoryName(path)!, body[2..])));
        else if (body.Length > 0)
            request.Content = new StringContent(Fill(body));
        foreach (var header in head.Skip(1).Select(line => line.Split(": ", 2)))
        {
            if (request.Headers.TryAddWithoutValidation(header[0], header[1]))
                continue;
            request.Content!.Headers.Remove(header[0]);
            request.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
        }
        var response = await http.SendAsync(request);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync());
        All.Add((title, answer));
        foreach (Match line in Expectation().Matches(part))
        {
            Expectations.Add((title, line.Groups["expression"].Value, line.Groups["value"].Value,
                (int)answer.Status < 300 ? Evaluate(answer.Json, line.Groups["operator"].Value, line.Groups["path"].Value) : answer.Text));
        }
        if (name is not null)
            answers[name] = answer;
    }

    string Fill(string text) => Placeholder().Replace(text, match => match.Groups["what"].Value.Split(' ') switch
    {
        ["$guid"] => NewKey(),
        ["$datetime", "iso8601", var offset, "m"] => TimeProvider.System.GetUtcNow()
            .AddMinutes(int.Parse(offset, CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        [var expression] when variables.TryGetValue(expression, out var value) => value,
        [var expression] => Find(expression),
        _ => throw new FormatException($"{path}: {match.Value} is not understood."),
    });

    static string NewKey() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>A value of an earlier answer, such as <c>pushed.response.body.results[5].subject</c>.</summary>
    string Find(string expression)
    {
        var steps = Step().Matches(expression).Select(step => step.Value).ToList();
        if (steps is not [var name, "response", "body", ..] || !answers.TryGetValue(name, out var answer))
            throw new FormatException($"{path}: {expression} is no earlier answer.");
        var found = steps.Skip(3).Aggregate((JsonNode?)answer.Json, (node, step) =>
            int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? node?[index] : node?[step]);
        return found?.ToString() ?? throw new FormatException($"{expression} is not in the answer: {answer.Text}");
    }

    /// <summary>The values at the end of a path, of each entry where it passes a list; or how many, their sum, or each once.</summary>
    static string Evaluate(JsonNode root, string operation, string path)
    {
        var found = Step().Matches(path).Aggregate(new List<JsonNode?> { root }, (nodes, step) =>
            [.. nodes.SelectMany(node => node is JsonArray list ? list.ToList() : [node]).Select(node => node?[step.Value])]);
        var values = found.Select(node => node?.ToString() ?? "");
        return operation switch
        {
            "size" => found.Sum(node => node is JsonArray list ? list.Count : 0).ToString(CultureInfo.InvariantCulture),
            "sum" => found.Sum(node => (decimal?)node ?? 0).ToString(CultureInfo.InvariantCulture),
            "distinct" => string.Join(", ", values.Distinct(StringComparer.Ordinal)),
            _ => string.Join(", ", values),
        };
    }

    [GeneratedRegex("^# Expected: (?<expression>((?<operator>size|sum|distinct) )?(?<path>[a-zA-Z.]+)) = (?<value>.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expectation();

    [GeneratedRegex(@"^@(?<name>\w+) = (?<value>.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(?<what>[^}]+)\}\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();
}
