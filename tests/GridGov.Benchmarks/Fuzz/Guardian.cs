using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>The first administrator, who opens towns and lets people back in; never attacked, and no attacker.</summary>
sealed class Guardian : IDisposable
{
    const string Username = "admin";

    readonly HttpClient http;
    readonly string password = $"guardian-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12))}";
    int keys;

    Guardian(int port) => http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>What nobody may find: the guardian's own person and appointment.</summary>
    public List<string> Secrets { get; } = [Username];

    /// <param name="oneTimePassword">As the server has shown it at its first start.</param>
    public static async Task<Guardian> Enter(int port, string oneTimePassword)
    {
        var guardian = new Guardian(port);
        var (token, id) = await guardian.SignIn(Username, oneTimePassword, code: null) ?? throw new InvalidOperationException("The administrator of the new database cannot sign in.");
        await guardian.ChangePassword(token, oneTimePassword, guardian.password);
        guardian.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var appointments = (await guardian.http.GetFromJsonAsync<JsonNode>($"/v1/appointments?person={id}"))!;
        guardian.Secrets.AddRange([id, .. appointments["items"]!.AsArray().Select(appointment => (string)appointment!["id"]!)]);
        return guardian;
    }

    public async Task<JsonNode> Contract() => (await http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;

    /// <returns>Token and person; null when that is refused.</returns>
    public async Task<(string Token, string Id)?> SignIn(string username, string password, string? code, bool patiently = false)
    {
        using var answer = await Send(() => new HttpRequestMessage(HttpMethod.Post, "/v1/auth/sign-in") { Content = JsonContent.Create(new { username, password, code, device = "fuzz" }) }, patiently);
        if (answer.StatusCode != HttpStatusCode.OK)
            return null;
        var json = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return ((string)json["accessToken"]!, (string)json["person"]!["id"]!);
    }

    public async Task ChangePassword(string token, string currentPassword, string newPassword)
    {
        using var answer = await Send(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/me/password") { Content = JsonContent.Create(new { currentPassword, newPassword }) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return request;
        }, patiently: true);
        answer.EnsureSuccessStatusCode();
    }

    /// <param name="patiently">Only so many passwords are looked at in a minute, and what the fuzzer has used up of them is waited for.</param>
    async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, bool patiently)
    {
        while (true)
        {
            using var request = make();
            var answer = await http.SendAsync(request);
            if (!patiently || answer.StatusCode != HttpStatusCode.TooManyRequests)
                return answer;
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            answer.Dispose();
        }
    }

    public async Task<HashSet<string>> CapabilitiesOf(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        var json = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return (json?["capabilities"] as JsonArray ?? []).Select(capability => (string)capability!).ToHashSet(StringComparer.Ordinal);
    }

    public Task<JsonNode> Create(string path, object body) => Ask(HttpMethod.Post, path, JsonContent.Create(body), version: null);

    public Task Import(string csv) => Ask(HttpMethod.Post, "/v1/grids/import", new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"), version: null);

    public Task SetPassword(string person, string password) =>
        Ask(HttpMethod.Put, $"/v1/people/{person}/password", JsonContent.Create(new { password }), version: 1);

    async Task<JsonNode> Ask(HttpMethod method, string path, HttpContent body, long? version)
    {
        for (var again = false; ; again = true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            request.Headers.Add("Idempotency-Key", $"guardian-{++keys}");
            if (version is not null)
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !again && await SignIn(Username, password, code: null) is { } fresh)
            {
                // An access token lives for half an hour.
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fresh.Token);
                continue;
            }
            return answer.IsSuccessStatusCode
                ? text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!
                : throw new InvalidOperationException($"{method} {path} was answered with {(int)answer.StatusCode}: {text}");
        }
    }

    public void Dispose() => http.Dispose();
}
