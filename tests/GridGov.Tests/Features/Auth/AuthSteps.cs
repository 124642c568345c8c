using GridGov.Data;
using GridGov.Security;
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
}
