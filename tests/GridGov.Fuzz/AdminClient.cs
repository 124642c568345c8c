using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GridGov.Fuzz;

/// <summary>The first administrator, which opens streets and signs people in again. Requests under test never use this account.</summary>
sealed class AdminClient : IDisposable
{
    const string Username = "admin";

    readonly HttpClient http;
    readonly string password = $"admin-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
    int keys;

    AdminClient(int port) => http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Name and ids of this account, which no request under test may use.</summary>
    public List<string> Secrets { get; } = [Username];

    /// <param name="oneTimePassword">The one-time password that the server printed at its first start.</param>
    public static async Task<AdminClient> SignIn(int port, string oneTimePassword)
    {
        var admin = new AdminClient(port);
        var (token, id) = await admin.SignIn(Username, oneTimePassword, code: null)
            ?? throw new InvalidOperationException("The administrator of the new database cannot sign in.");
        await admin.ChangePassword(token, oneTimePassword, admin.password);
        admin.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var appointments = (await admin.http.GetFromJsonAsync<JsonNode>($"/v1/appointments?person={id}"))!;
        admin.Secrets.AddRange([id, .. appointments["items"]!.AsArray().Select(appointment => (string)appointment!["id"]!)]);
        return admin;
    }

    public async Task<JsonNode> Contract() => (await http.GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;

    /// <param name="code">The code of the second factor, if there is one.</param>
    /// <returns>Token and person; null when the sign-in is refused.</returns>
    public async Task<(string Token, string Id)?> SignIn(string username, string password, string? code, bool retries = false)
    {
        using var response = await Send(
            () => new HttpRequestMessage(HttpMethod.Post, "/v1/auth/sign-in")
            {
                Content = JsonContent.Create(new { username, password, code, device = "fuzz" }),
            },
            retries);
        if (response.StatusCode != HttpStatusCode.OK)
            return null;
        var json = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        return ((string)json["accessToken"]!, (string)json["person"]!["id"]!);
    }

    public async Task ChangePassword(string token, string currentPassword, string newPassword)
    {
        using var response = await Send(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, "/v1/me/password")
                {
                    Content = JsonContent.Create(new { currentPassword, newPassword }),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                return request;
            },
            retries: true);
        response.EnsureSuccessStatusCode();
    }

    /// <param name="retries">
    /// Whether to wait and try again on 429: the server checks a limited number of passwords a minute, and requests under test use them up.
    /// </param>
    async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, bool retries)
    {
        while (true)
        {
            using var request = make();
            var response = await http.SendAsync(request);
            if (!retries || response.StatusCode != HttpStatusCode.TooManyRequests)
                return response;
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            response.Dispose();
        }
    }

    public async Task<HashSet<string>> CapabilitiesOf(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var json = await response.Content.ReadFromJsonAsync<JsonNode>();
        return (json?["capabilities"] as JsonArray ?? []).Select(capability => (string)capability!).ToHashSet(StringComparer.Ordinal);
    }

    public Task<JsonNode> Create(string path, object body) => Send(HttpMethod.Post, path, JsonContent.Create(body), version: null);

    public Task Import(string csv) =>
        Send(HttpMethod.Post, "/v1/grids/import", new StringContent(csv, Encoding.UTF8, "text/csv"), version: null);

    public Task SetPassword(string person, string password) =>
        Send(HttpMethod.Put, $"/v1/people/{person}/password", JsonContent.Create(new { password }), version: 1);

    async Task<JsonNode> Send(HttpMethod method, string path, HttpContent body, long? version)
    {
        for (var again = false; ; again = true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            request.Headers.Add("Idempotency-Key", $"admin-{++keys}");
            if (version is not null)
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.Unauthorized && !again && await SignIn(Username, password, code: null) is { } session)
            {
                // An access token lives for half an hour.
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
                continue;
            }
            return response.IsSuccessStatusCode
                ? text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!
                : throw new InvalidOperationException($"{method} {path} was answered with {(int)response.StatusCode}: {text}");
        }
    }

    public void Dispose() => http.Dispose();
}
