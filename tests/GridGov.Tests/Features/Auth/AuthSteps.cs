using GridGov.Platform;
using GridGov.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auth;

/// <summary>Steps that tests of signing in share.</summary>
static class AuthSteps
{
    public const string Password = "three grey herons at noon";

    /// <summary>Gives somebody the password, past HTTP.</summary>
    /// <returns>Their username.</returns>
    public static async Task<string> WithPassword(this Town town, string who)
    {
        var hash = town.App.Services.GetRequiredService<Passwords>().Hash(Password);
        return (await town.App.Db.Write(async tx =>
        {
            await tx.Run("UPDATE people SET password_hash = @Hash WHERE id = @Id", new { Hash = hash, Id = town.PersonId(who) });
            return await tx.One<string>("SELECT username FROM people WHERE id = @Id", new { Id = town.PersonId(who) });
        }))!;
    }

    public static Task<Answer> SignIn(this Town town, string username, string password = Password, string? code = null, string? device = null) =>
        town.App.Nobody().Post("/v1/auth/sign-in", new { username, password, code, device });

    public static Caller With(this Town town, Answer signedIn) => new(town.App.CreateClient(), Id.None, (string)signedIn.ShouldBeOk()["accessToken"]!);

    /// <summary>Signed in with the password.</summary>
    public static async Task<Caller> SignedIn(this Town town, string who, string? device = null) =>
        town.With(await town.SignIn(await town.WithPassword(who), device: device));
}
