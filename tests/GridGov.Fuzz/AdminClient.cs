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
    const string OneTimePassword = "one-time-second-admin";

    readonly HttpClient http;
    readonly string password = $"admin-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
    readonly string username;
    AdminClient? second;
    int keys;

    AdminClient(int port, string username)
    {
        this.username = username;
        Secrets = [username];
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Names and ids of these accounts, which no request under test may use.</summary>
    public List<string> Secrets { get; }

    /// <param name="oneTimePassword">The one-time password that the server printed at its first start.</param>
    /// <param name="confirmAll">Runs the command on the machine that confirms the second administrator, who confirms the others.</param>
    public static async Task<AdminClient> SignIn(int port, string oneTimePassword, Func<Task> confirmAll)
    {
        var admin = new AdminClient(port, "admin");
        await admin.SignInFirst(oneTimePassword);
        var other = admin.second = new AdminClient(port, "second-admin");
        var person = (string)(await admin.Create("/v1/people", new { name = "second", other.username, grid = "*" }))["id"]!;
        await admin.SetPassword(person, OneTimePassword);
        await admin.Create("/v1/appointments", new { personId = person, post = "administrator", grid = "*" });
        await confirmAll();
        await other.SignInFirst(OneTimePassword);
        admin.Secrets.AddRange(other.Secrets);
        return admin;
    }

    async Task SignInFirst(string oneTimePassword)
    {
        var (token, id) = await SignIn(username, oneTimePassword, code: null)
            ?? throw new InvalidOperationException($"The administrator {username} of the new database cannot sign in.");
        await ChangePassword(token, oneTimePassword, password);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var appointments = (await http.GetFromJsonAsync<JsonNode>($"/v1/appointments?person={id}"))!;
        Secrets.AddRange([id, .. appointments["items"]!.AsArray().Select(appointment => (string)appointment!["id"]!)]);
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

    /// <summary>Appoints a person; the second administrator confirms it where that is needed.</summary>
    /// <returns>The appointment's id.</returns>
    public async Task<string> Appoint(object body)
    {
        var appointment = await Create("/v1/appointments", body);
        var id = (string)appointment["id"]!;
        if ((string)appointment["status"]! == "pending")
            await second!.Send(HttpMethod.Post, $"/v1/appointments/{id}/confirm", JsonContent.Create(new { }), version: 1);
        return id;
    }

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
            if (response.StatusCode == HttpStatusCode.Unauthorized && !again && await SignIn(username, password, code: null) is { } session)
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

    public void Dispose()
    {
        http.Dispose();
        second?.Dispose();
    }
}
