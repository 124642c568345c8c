using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace GridGov.SyncClient;

/// <summary>The client's connection: signs in, refreshes, and sends with the access token. The tokens are in the store.</summary>
sealed class Session : IDisposable
{
    const string Access = "access_token";
    const string Refresh = "refresh_token";
    const string Device = "device_token";

    readonly HttpClient http;
    readonly ClientStore store;
    readonly string username;
    readonly string password;

    public Session(ClientStore store, HttpMessageHandler link, string username, string password)
    {
        (this.store, this.username, this.password) = (store, username, password);
        // The link belongs to the device and outlives the client; it knows the way to the server.
        http = new HttpClient(link, disposeHandler: false) { BaseAddress = new("http://gridgov"), Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
    }

    /// <summary>Sends a request; on 401 once more with new tokens.</summary>
    /// <returns>The status and the body, which was received completely.</returns>
    /// <exception cref="TryLaterException">There was no complete answer, or the server is busy.</exception>
    public async Task<(HttpStatusCode Status, JsonObject Body)> Send(Func<HttpRequestMessage> make, CancellationToken ct)
    {
        var token = store.Setting(Access) ?? await NewToken(ct);
        var answer = await SendOnce(make(), token, ct);
        return answer.Status == HttpStatusCode.Unauthorized ? await SendOnce(make(), await NewToken(ct), ct) : answer;
    }

    /// <summary>A refresh token is good once; when the answer was lost, the same one is good for another minute.</summary>
    async Task<string> NewToken(CancellationToken ct)
    {
        if (store.Setting(Refresh) is { } refreshToken)
        {
            var refreshed = await SendOnce(Post("/v1/auth/refresh", new { refreshToken }), token: null, ct);
            if (refreshed.Status == HttpStatusCode.OK)
                return Keep(refreshed.Body);
        }
        var signedIn = await SendOnce(
            Post("/v1/auth/sign-in", new { username, password, device = "phone", deviceToken = store.Setting(Device) }), token: null, ct);
        return signedIn.Status == HttpStatusCode.OK
            ? Keep(signedIn.Body)
            : throw new InvalidOperationException($"{username} cannot sign in: {signedIn.Body}");
    }

    string Keep(JsonObject session)
    {
        var token = (string)session["accessToken"]!;
        store.SetSetting(Refresh, (string)session["refreshToken"]!);
        if ((string?)session["deviceToken"] is { } device)
            store.SetSetting(Device, device);
        store.SetSetting(Access, token);
        return token;
    }

    static HttpRequestMessage Post(string path, object body) => new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };

    async Task<(HttpStatusCode Status, JsonObject Body)> SendOnce(HttpRequestMessage request, string? token, CancellationToken ct)
    {
        using (request)
        {
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            try
            {
                using var response = await http.SendAsync(request, ct);
                if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
                    throw new TryLaterException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
                var text = await response.Content.ReadAsStringAsync(ct);
                return (response.StatusCode, JsonNode.Parse(text)!.AsObject());
            }
            catch (HttpRequestException e)
            {
                throw new TryLaterException(e.Message);
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new TryLaterException("The server did not answer in time.");
            }
        }
    }

    public void Dispose() => http.Dispose();
}
