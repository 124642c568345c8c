using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

/// <summary>Steps for tests of signing in.</summary>
static class AuthSteps
{
    public const string Password = "three grey herons at noon";

    /// <summary>Sets a person's password directly in the database.</summary>
    /// <returns>The username.</returns>
    public static async Task<string> WithPassword(this TestStreet street, string who)
    {
        var hash = street.App.Services.GetRequiredService<PasswordHashing>().Hash(Password);
        return (await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE people SET password_hash = @Hash WHERE id = @Id", new { Hash = hash, Id = street.PersonId(who) });
            return await tx.QuerySingle<string>("SELECT username FROM people WHERE id = @Id", new { Id = street.PersonId(who) });
        }))!;
    }

    public static Task<Answer> SignIn(this TestStreet street, string username, string password = Password, string? code = null,
        string? device = null) =>
        street.App.Nobody().Post("/v1/auth/sign-in", new { username, password, code, device });

    public static Caller With(this TestStreet street, Answer signedIn) =>
        new(street.App.CreateClient(), Id.None, (string)signedIn.ShouldBeOk()["accessToken"]!);

    /// <summary>Signs in with the password.</summary>
    public static async Task<Caller> SignedIn(this TestStreet street, string who, string? device = null) =>
        street.With(await street.SignIn(await street.WithPassword(who), device: device));

    /// <summary>Sends an anonymous request from an address, which a client of the test server does not have.</summary>
    /// <returns>The status, the problem code if there is one, and the body.</returns>
    public static async Task<(int Status, string? Code, JsonNode? Body)> From(
        this App app, string address, string path, object? body = null, string? token = null)
    {
        var answer = (await app.Server.SendAsync(context =>
        {
            var request = context.Request;
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            (request.Method, request.Scheme, request.Host, request.Path) =
                (body is null ? "GET" : "POST", "https", new HostString("example.org"), path);
            if (token is not null)
                request.Headers.Authorization = $"Bearer {token}";
            if (body is null)
                return;
            var json = JsonSerializer.SerializeToUtf8Bytes(body);
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
            (request.ContentType, request.ContentLength, request.Body) = ("application/json", json.Length, new MemoryStream(json));
        })).Response;
        var text = await new StreamReader(answer.Body).ReadToEndAsync();
        var json = text.Length == 0 ? null : JsonNode.Parse(text);
        return (answer.StatusCode, (string?)json?["code"], json);
    }

    sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
